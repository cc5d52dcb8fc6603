package binade.experiments.study.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.experiments.study.NetworkSubject;
import binade.experiments.study.Variant;
import binade.experiments.study.assignment.AssignmentStudy.Compared;
import binade.experiments.study.assignment.AssignmentStudy.Found;
import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Format;
import binade.formats.Formats;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AssignmentStudyTest {
    private static final Workload CNN = Workloads.parse("digits-noisy-cnn");
    private static final List<Format> FORMATS = Stream.of("fp134", "fp132", "log4").map(Formats::any).toList();

    private static AssignmentStudy study(CostKind cost, double budget, boolean exhaustive, int threads) throws IOException {
        return new AssignmentStudy(
                TrainedNetworks.get(CNN), CNN.measurementBatches(32, 0),
                new AssignmentStudy.Settings(FORMATS, 0, Variant.BOTH, cost, budget, 2, 4, 20, exhaustive), threads);
    }

    /** 0.conv 1 to 16 at 8x8, 3.conv 16 to 32 at 4x4, 6.conv 32 to 32 at 2x2, then 32 to 10; a mini-batch of 32. */
    @Test
    void layersWeighTheirValuesAndProducts() throws IOException {
        NetworkSubject subject = new NetworkSubject(TrainedNetworks.get(CNN), CNN.measurementBatches(32, 0));
        List<LayerLoad> both = LayerLoad.of(subject, Variant.BOTH);
        assertThat(both).extracting(l -> l.layer().name()).containsExactly("input", "0.conv", "3.conv", "6.conv", "logits");
        long conv0 = 32L * 64 * 9 * 16;
        long conv3 = 32L * 16 * 9 * 16 * 32;
        long conv6 = 32L * 4 * 9 * 32 * 32;
        long linear = 32L * 32 * 10;
        assertThat(both).extracting(LayerLoad::products)
                .containsExactly(conv0, conv0 + conv3, 2 * conv3 + conv6, 2 * conv6 + linear, 2 * linear);
        assertThat(both.getFirst().values()).as("two terms, forward only").isEqualTo(32 * 64 * 2);
        assertThat(both.get(1).values()).as("after the convolution and after the norm, both ways").isEqualTo(32 * 64 * 16 * 4);
        assertThat(both.getLast().values()).as("two terms, backward only").isEqualTo(32 * 10 * 2);
        assertThat(LayerLoad.of(subject, Variant.ERROR)).as("the input has no error").extracting(l -> l.layer().name())
                .containsExactly("0.conv", "3.conv", "6.conv", "logits");
        assertThat(LayerLoad.of(subject, Variant.ERROR)).extracting(LayerLoad::products)
                .containsExactly(conv0, 2 * conv3, 2 * conv6, 2 * linear);
    }

    @Test
    void greedyWithExchangesIsTheBestOfAllOrNearlyAndKeepsTheBudget() throws IOException {
        Found found = study(CostKind.BITS, 6, true, 2).run(_ -> { });
        assertThat(found.chosen().cost()).isLessThanOrEqualTo(6 + 1e-9);
        assertThat(found.chosen().measuredDeg()).isLessThanOrEqualTo(found.greedy().measuredDeg());
        AssignmentStudy.Exhaustive all = found.exhaustive().orElseThrow();
        assertThat(all.count()).isBetween(2, 3 * 3 * 3 * 3 * 3 - 1);
        assertThat(all.best().measuredDeg()).isLessThanOrEqualTo(found.chosen().measuredDeg());
        assertThat(all.place()).isLessThanOrEqualTo(3);
        assertThat(found.measured()).isLessThan(all.count());
    }

    /** Six bits of fp132 in every layer turn the gradient more than eight where it matters and four where it does not. */
    @Test
    void theAssignmentIsNoWorseThanAFormatEverywhereOnTheMiniBatchesOfTheChoice() throws IOException {
        Found found = study(CostKind.ENERGY, CostKind.ENERGY.of(FORMATS.get(1)), false, 2).run(_ -> { });
        Compared uniform = found.bestUniform().orElseThrow();
        assertThat(uniform.format().id()).isIn("fp132", "log4");
        assertThat(found.uniform()).hasSize(3).extracting(c -> c.format().id()).contains("fp134");
        assertThat(found.assignment().angle().meanDeg()).isLessThan(1.1 * uniform.angle().meanDeg());
        assertThat(found.alone()).hasSize(5).allSatisfy(l -> assertThat(l).hasSize(3));
    }

    @Test
    void threadsLeaveNoTrace() throws IOException {
        assertThat(study(CostKind.AREA, 1, false, 1).run(_ -> { })).isEqualTo(study(CostKind.AREA, 1, false, 2).run(_ -> { }));
    }

    @Test
    void budgetsBelowTheCheapestAndFormatsWithoutACostAreRefused() throws IOException {
        AssignmentStudy tight = study(CostKind.BITS, 3.5, false, 1);
        assertThatThrownBy(() -> tight.run(_ -> { }))
                .hasMessage("budget 3.5; the cheapest assignment of these formats costs 4.000 bits per value");
        assertThatThrownBy(() -> CostKind.AREA.of(Formats.any("mxfp4_e2m1"))).hasMessageContaining("no model of the area");
        assertThatThrownBy(() -> CostKind.parse("money")).hasMessage("unknown cost 'money'; allowed: bits area energy");
    }
}
