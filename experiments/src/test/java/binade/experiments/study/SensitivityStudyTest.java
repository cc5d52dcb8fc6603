package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.SensitivityStudy.Row;
import binade.experiments.study.SensitivityStudy.Sensitivity;
import binade.experiments.workload.TrainedNetworks;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Format;
import binade.formats.Formats;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SensitivityStudyTest {
    private static final Workload CNN = Workloads.parse("digits-noisy-cnn");
    private static final List<Format> FORMATS = Stream.of("fp134", "sm6", "mxfp4_e2m1", "fp32").map(Formats::any).toList();

    private static AngleSubject subject() throws IOException {
        return new NetworkSubject(TrainedNetworks.get(CNN), CNN.measurementBatches(32, 0));
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void theWholeIsThatOfTheAngleStudyAndLayersShareIt(Variant variant) throws IOException {
        Sensitivity s = new SensitivityStudy(subject(), 3, FORMATS, 0, variant).run(2, _ -> { });
        assertThat(s.layers().stream().map(LayerGroup::name))
                .containsExactly("input", "0.conv", "3.conv", "6.conv", "logits");
        assertThat(s.layers().stream().flatMap(l -> l.points().stream())).doesNotHaveDuplicates().hasSize(subject().points().size());
        AngleStudy whole = new AngleStudy(
                subject(), 3, FORMATS.stream().map(f -> new AngleJob(f, 0)).toList(), EnumSet.of(variant));
        whole.run(1, _ -> { });
        for (int f = 0; f < FORMATS.size(); f++) {
            Row row = s.rows().get(f);
            assertThat(row.whole()).isEqualTo(whole.statistics(f).get(variant));
            // independent errors add as squares: no layer alone exceeds the whole by much, together they reach it
            double squares = row.byLayer().stream().mapToDouble(a -> a.meanDeg() * a.meanDeg()).sum();
            assertThat(row.byLayer()).allMatch(a -> a.meanDeg() <= 1.2 * row.whole().meanDeg());
            assertThat(Math.sqrt(squares)).isBetween(0.7 * row.whole().meanDeg(), 1.8 * row.whole().meanDeg());
        }
        assertThat(s.rows().getLast().byLayer()).allMatch(a -> a.meanDeg() == 0);
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void threadsLeaveNoTrace(Variant variant) throws IOException {
        Sensitivity one = new SensitivityStudy(subject(), 3, FORMATS, 1, variant).run(1, _ -> { });
        assertThat(new SensitivityStudy(subject(), 3, FORMATS, 1, variant).run(2, _ -> { }).rows()).isEqualTo(one.rows());
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void aChoiceOfOneFormatEverywhereIsThatFormat(Variant variant) throws IOException {
        Map<Integer, Format> everywhere = new HashMap<>();
        subject().points().forEach(p -> everywhere.put(p.index(), FORMATS.getFirst()));
        AngleStudy study = new AngleStudy(
                subject(), 2, List.of(new AngleJob(FORMATS.getFirst(), 1), new PointChoice(everywhere, 1)), EnumSet.of(variant));
        study.run(1, _ -> { });
        assertThat(study.statistics(1)).isEqualTo(study.statistics(0));
    }
}
