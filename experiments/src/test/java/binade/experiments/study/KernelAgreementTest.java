package binade.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.report.RankingReport;
import binade.experiments.report.RunInfo;
import binade.experiments.study.RankingStudy.RelativeCost;
import binade.experiments.workload.Placement;
import binade.experiments.workload.Workload;
import binade.experiments.workload.Workloads;
import binade.formats.Formats;
import binade.formats.GridFormat;
import binade.formats.kernel.Kernels;
import binade.simulator.network.Network;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small ranking, training included, as one number. Runs with wide and narrow vectors and without the vector module:
 * the number is the same, so every kernel gives the same bits. It changes only when a definition does.
 */
@Tag("kernel")
class KernelAgreementTest {
    private static final List<GridFormat> FORMATS = Stream.of(
                    "fp134", "fp152", "log4", "sm8", "int8", "e4m3fn", "bf16", "w8-050")
            .map(Formats::parse).toList();

    @ParameterizedTest
    @CsvSource({"digits-mlp, ACTIVATIONS, 8bd674d0", "digits-noisy-cnn, OUTPUTS, 85c1ff37"})
    void rankingCsvIsTheSameOnEveryKernel(String id, Placement placement, String crc) {
        Workload quick = Workloads.parse(id).withEpochs(1);
        Network network = quick.network(placement);
        quick.train(network, 0, step -> { });
        List<AngleJob> jobs = RankingStudy.jobs(FORMATS, List.of(0, 1), List.of(), List.of());
        AngleStudy study = new AngleStudy(network, quick.measurementBatches(32, 0), 3, jobs, EnumSet.allOf(Variant.class));
        study.run(2, done -> { });
        List<RankingRow> rows = RankingStudy.rows(study, jobs, jobs, Variant.BOTH, f -> new RelativeCost(1, 1));
        Ranking ranking = new Ranking(id, 0, study.loss(), 3, 32, List.of(0, 1), "workload", Variant.BOTH, rows, List.of());
        RunInfo run = new RunInfo("", "", "", 0, Map.of(), "", "", "", 2, Map.of());
        assertThat(crc(new RankingReport(ranking, run).csv() + study.loss())).as(Kernels.describe()).isEqualTo(crc);
    }

    private static String crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }
}
