package binade.hwmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import binade.formats.Formats;
import binade.hwmodel.device.Device;
import binade.hwmodel.device.Devices;
import binade.hwmodel.device.Gemm;
import binade.hwmodel.device.Placement;
import binade.hwmodel.device.Roofline;
import binade.hwmodel.device.Storage;
import binade.hwmodel.network.Layer.Pass;
import binade.hwmodel.network.Network;
import binade.hwmodel.network.NetworkCost;
import binade.hwmodel.network.Precision;
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
        // Launches hide the memory at batch 1; by intensity every product is on the memory side of the ridge.
        assertThat(one.steps()).allMatch(s -> s.roofline().isBelowRidge());
        assertThat(many.steps().stream().filter(s -> !s.roofline().isBelowRidge()).count())
                .isGreaterThan(many.steps().size() / 3);
    }

    @Test
    void lowerPrecisionIsFasterButNotByTheRatioOfThePeaks() {
        double speedUp = cost("fp32", 128).timeS() / cost("fp16", 128).timeS();
        assertThat(speedUp).isBetween(1.5, 494.7 / 33.45);
        assertThat(cost("e4m3fn", 128).timeS()).isLessThan(cost("fp16", 128).timeS());
    }

    private static NetworkCost cost(String format, int images) {
        return cost(Precision.of(Formats.parse(format)), images, false);
    }

    private static NetworkCost cost(Precision precision, int images, boolean training) {
        return NetworkCost.of(Network.find("resnet18"), precision, Devices.find("h100"), images, training);
    }

    private static Precision precision(String weights, String activations, String errors) {
        return new Precision(Formats.any(weights), Formats.any(activations), Formats.any(errors));
    }

    /** 4-bit weights with FP16 activations: fewer bytes where memory binds, conversions where it does not. */
    @Test
    void weightOnlyFormatsMoveFewerBytesAndPayForTheirConversion() {
        NetworkCost half = cost("fp16", 1);
        NetworkCost four = cost(precision("int4", "fp16", "fp16"), 1, false);
        assertThat(four.placement().type().id()).isEqualTo("fp16");
        assertThat(four.placement().exact()).isTrue();
        double weights = Network.find("resnet18").weights();
        assertThat(half.bytes() - four.bytes()).isCloseTo(weights * 12 / 8, withinPercentage(1));
        assertThat(four.energy().arithmeticJ()).isGreaterThan(half.energy().arithmeticJ());
        assertThat(four.energy().dramJ()).isLessThan(half.energy().dramJ());
    }

    /** One row against 4096 x 4096 weights, as in text generation: a quarter of the bytes, a quarter of the time. */
    @Test
    void weightOnlyFormatsAreFasterWhereMemoryBinds() {
        Device a100 = Devices.find("a100");
        Placement placement = Placement.of(Formats.parse("fp16"), Formats.parse("int4"), a100);
        Gemm thin = new Gemm(1, 16_384, 16_384);
        Roofline half = Roofline.of(Placement.of(Formats.parse("fp16"), a100, false), thin);
        Roofline four = Roofline.of(
                placement, thin, Storage.of(placement, Formats.parse("fp16"), Formats.parse("int4")));
        assertThat(half.boundBy()).isEqualTo("memory");
        assertThat(four.boundBy()).isEqualTo("memory");
        assertThat(half.timeS() / four.timeS()).isCloseTo(4, withinPercentage(1));
    }

    /** Every element that no unit reads as it is stored costs two operations per tile of 128. */
    @Test
    void conversionsBindWhereTheVectorUnitsAreSlow() {
        Device t4 = Devices.find("t4");
        Gemm gemm = new Gemm(8192, 8192, 8192);
        Placement fp134 = Placement.of(Formats.parse("fp134"), t4, false);
        Roofline r = Roofline.of(fp134, gemm);
        Roofline half = Roofline.of(Placement.of(Formats.parse("fp16"), t4, false), gemm);
        double operations = 2.0 * 2 * 8192 * 8192 * 64;
        assertThat(half.boundBy()).isEqualTo("compute");
        assertThat(r.timeS()).isEqualTo(Math.max(half.timeS(), operations / t4.vectorPerSecond()));
        assertThat(fp134.reads(Formats.parse("fp16"))).isTrue();
        assertThat(fp134.reads(Formats.parse("fp134"))).isFalse();
    }

    /** Activations and weights in FP134, errors in FP152: three products, two pairs of formats. */
    @Test
    void eachProductOfATrainingStepHasItsOwnFormats() {
        NetworkCost step = cost(precision("e4m3fn", "e4m3fn", "e5m2"), 32, true);
        assertThat(step.steps()).hasSize(3 * Network.find("resnet18").layers().size() - 1);
        assertThat(step.placements().values()).allMatch(p -> p.type().id().equals("fp8") && p.exact());
        NetworkCost mixed = cost(precision("int8", "int8", "bf16"), 32, true);
        assertThat(mixed.placements().get(Pass.OUTPUT).type().id()).isEqualTo("int8");
        assertThat(mixed.placements().get(Pass.WEIGHT_GRADIENT).type().id()).isEqualTo("bf16");
        assertThat(mixed.macs()).isEqualTo((double) Network.find("resnet18").trainingMacs(32));
    }

    @Test
    void trainingKeepsAllActivationsAndSoTheMemoryLimitsTheBatch() {
        NetworkCost inference = cost("fp16", 128);
        NetworkCost training = cost(Precision.of(Formats.parse("fp16")), 128, true);
        long weights = Network.find("resnet18").weights();
        assertThat(training.footprintBytes()).isEqualTo(weights * 14.0 + 128 * 2.0 * Network.find("resnet18").activations());
        assertThat(training.largestBatch()).isLessThan(inference.largestBatch() / 2);
        int most = (int) training.largestBatch();
        assertThat(cost(Precision.of(Formats.parse("fp16")), most, true).fits()).isTrue();
        assertThat(cost(Precision.of(Formats.parse("fp16")), most + 1, true).fits()).isFalse();
        assertThat(cost(Precision.of(Formats.parse("e4m3fn")), 1, true).largestBatch()).isGreaterThan(training.largestBatch());
    }

    @Test
    void energiesAddUpToThatOfTheSteps() {
        NetworkCost cost = cost("fp16", 8);
        double steps = cost.steps().stream().mapToDouble(s -> s.roofline().energyJ()).sum();
        assertThat(cost.energy().totalJ()).isCloseTo(steps + cost.elementwiseJ(), withinPercentage(1e-6));
        assertThat(cost.energy().sramJ()).isPositive();
        assertThat(cost.energy().registersJ()).isBetween(0.0, cost.energy().arithmeticJ());
    }

    @Test
    void anUnknownNetworkNamesThoseThatExist() {
        assertThatThrownBy(() -> Network.find("resnet50")).hasMessageContaining("resnet18");
    }
}
