package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import binade.formats.Formats;
import binade.hwmodel.device.Devices;
import binade.hwmodel.network.Layer.Pass;
import binade.hwmodel.network.Network;
import binade.hwmodel.network.NetworkCost;
import org.junit.jupiter.api.Test;

/** Counts of whole networks, and what binds them. */
class NetworkTest {

    @Test
    void countsAreThoseOfTheReferences() {
        assertThat(Network.find("digits-mlp").forwardMacs(1)).isEqualTo(17_024);
        assertThat(Network.find("digits-mlp").trainingMacs(1)).isEqualTo(42_880);
        assertThat(Network.find("fashion-resnet8").forwardMacs(1)).isEqualTo(2_552_000);
        assertThat((double) Network.find("resnet18").forwardMacs(1)).isCloseTo(1.814e9, withinPercentage(0.03));
        assertThat(Network.find("resnet18").weights()).isBetween(11_600_000L, 11_700_000L);
    }

    @Test
    void everyPassHasTheSameNumberOfProducts() {
        Network.find("resnet18").layers().forEach(l -> {
            for (Pass pass : Pass.values()) {
                assertThat(l.gemm(pass, 7).macs()).isEqualTo(l.macs(7));
            }
        });
    }

    @Test
    void aBatchTurnsResNet18FromMemoryAndLaunchesTowardsCompute() {
        NetworkCost one = cost("fp16", 1);
        NetworkCost many = cost("fp16", 128);
        assertThat(one.boundBy("launch")).isGreaterThan(many.boundBy("launch"));
        assertThat(one.boundBy("compute")).isLessThan(one.steps().size() / 3);
        assertThat(many.boundBy("compute")).isGreaterThan(one.boundBy("compute"));
        assertThat(many.utilisation()).isGreaterThan(3 * one.utilisation());
        assertThat(many.timeS() / 128).isLessThan(one.timeS() / 4);
        assertThat(many.fits()).isTrue();
    }

    @Test
    void lowerPrecisionIsFasterButNotByTheRatioOfThePeaks() {
        double speedUp = cost("fp32", 128).timeS() / cost("fp16", 128).timeS();
        assertThat(speedUp).isBetween(1.5, 494.7 / 33.45);
        assertThat(cost("e4m3fn", 128).timeS()).isLessThan(cost("fp16", 128).timeS());
    }

    private static NetworkCost cost(String format, int images) {
        return NetworkCost.of(Network.find("resnet18"), Formats.parse(format), Devices.find("h100"), images, false);
    }

    @Test
    void anUnknownNetworkNamesThoseThatExist() {
        assertThatThrownBy(() -> Network.find("resnet50")).hasMessageContaining("resnet18");
    }
}
