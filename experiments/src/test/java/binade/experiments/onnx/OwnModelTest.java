package binade.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.experiments.data.DataException;
import binade.experiments.study.AngleJob;
import binade.experiments.study.AngleStatistic;
import binade.experiments.study.AngleStudy;
import binade.experiments.study.AngleSubject;
import binade.experiments.study.GraphSubject;
import binade.experiments.study.Variant;
import binade.formats.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole models against reference.csv, computed in binary64 by reference.py without any of this code. */
class OwnModelTest {
    private static final Path FOLDER = Path.of("src/test/resources/binade/experiments/onnx");

    /** A line of the reference. */
    record Reference(String model, int weights, String format, double loss, double error, double activation, double both) {}

    static List<Reference> references() throws IOException {
        return references("reference.csv");
    }

    static List<Reference> pytorchReferences() throws IOException {
        return references("pytorch/reference.csv");
    }

    private static List<Reference> references(String file) throws IOException {
        try (Stream<String> lines = Files.lines(FOLDER.resolve(file))) {
            return lines.filter(l -> !l.startsWith("#")).skip(1).map(l -> l.split(",")).map(p -> new Reference(
                    p[0], Integer.parseInt(p[1]), p[2], Double.parseDouble(p[3]), Double.parseDouble(p[4]),
                    Double.parseDouble(p[5]), Double.parseDouble(p[6]))).toList();
        }
    }

    private static GraphSubject subject(String model) throws IOException {
        return OwnModel.read(FOLDER.resolve(model + ".onnx"), FOLDER.resolve(model + ".npz")).subject(8, false);
    }

    private static AngleStudy study(String model, int threads, String... formats) throws IOException {
        List<AngleJob> jobs = Stream.of(formats).map(f -> new AngleJob(Formats.parse(f), 0)).toList();
        AngleStudy study = new AngleStudy(subject(model), 3, jobs, EnumSet.allOf(Variant.class));
        study.run(threads, _ -> { });
        return study;
    }

    @ParameterizedTest
    @MethodSource("references")
    void lossAndAnglesAreThoseOfTheReference(Reference r) throws IOException {
        AngleStudy study = study(r.model(), 1, r.format());
        Map<Variant, AngleStatistic> angles = study.statistics(0);
        assertThat(study.loss()).isCloseTo(r.loss(), within(1e-6 * r.loss()));
        assertThat(angles.get(Variant.ERROR).meanDeg()).isCloseTo(r.error(), within(1e-4 * r.error()));
        assertThat(angles.get(Variant.ACTIVATION).meanDeg()).isCloseTo(r.activation(), within(1e-4 * r.activation()));
        assertThat(angles.get(Variant.BOTH).meanDeg()).isCloseTo(r.both(), within(1e-4 * r.both()));
    }

    /** Exported by PyTorch itself, with the gradients of its autograd in binary32: bounds a tenth of what is asked of angles. */
    @ParameterizedTest
    @MethodSource("pytorchReferences")
    void lossAndAnglesAreThoseOfPyTorch(Reference r) throws IOException {
        AngleSubject subject = subject("pytorch/" + r.model());
        assertThat(subject.weights().stream().mapToInt(AngleSubject.Weight::size).sum()).isEqualTo(r.weights());
        AngleStudy study = new AngleStudy(subject, 2, List.of(new AngleJob(Formats.parse(r.format()), 0)), EnumSet.allOf(Variant.class));
        study.run(2, _ -> { });
        Map<Variant, AngleStatistic> angles = study.statistics(0);
        assertThat(study.loss()).isCloseTo(r.loss(), within(1e-6 * r.loss()));
        assertThat(angles.get(Variant.ERROR).meanDeg()).isCloseTo(r.error(), within(2e-3 * r.error()));
        assertThat(angles.get(Variant.ACTIVATION).meanDeg()).isCloseTo(r.activation(), within(2e-3 * r.activation()));
        assertThat(angles.get(Variant.BOTH).meanDeg()).isCloseTo(r.both(), within(2e-3 * r.both()));
    }

    @ParameterizedTest
    @MethodSource("references")
    void theWeightsAreThoseAUserOfPyTorchWouldCount(Reference r) throws IOException {
        assertThat(subject(r.model()).weights().stream().mapToInt(AngleSubject.Weight::size).sum()).isEqualTo(r.weights());
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet", "lstm", "transformer", "decomposed"})
    void threadsLeaveNoTrace(String model) throws IOException {
        AngleStudy one = study(model, 1, "fp134", "log4");
        AngleStudy two = study(model, 2, "fp134", "log4");
        assertThat(two.statistics(0)).isEqualTo(one.statistics(0));
        assertThat(two.statistics(1)).isEqualTo(one.statistics(1));
        assertThat(two.loss()).isEqualTo(one.loss());
    }

    @Test
    void externalDataStayInTheFolderOfTheModel(@TempDir Path folder) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path model = Files.copy(FOLDER.resolve("mobilenet.onnx"), inner.resolve("mobilenet.onnx"));
        Path data = FOLDER.resolve("mobilenet.npz");
        assertThatThrownBy(() -> OwnModel.read(model, data)).isInstanceOf(OnnxException.class)
                .hasMessageContaining("belongs beside the model");
        Path outside = Files.copy(FOLDER.resolve("mobilenet.onnx.data"), folder.resolve("secret"));
        Files.createSymbolicLink(inner.resolve("mobilenet.onnx.data"), outside);
        assertThatThrownBy(() -> OwnModel.read(model, data)).isInstanceOf(OnnxException.class)
                .hasMessageContaining("a link out of the folder");
        Files.delete(inner.resolve("mobilenet.onnx.data"));
        Files.write(inner.resolve("mobilenet.onnx.data"), new byte[100]);
        assertThatThrownBy(() -> OwnModel.read(model, data)).isInstanceOf(OnnxException.class).hasMessageContaining("which has 100");
        Files.copy(outside, inner.resolve("mobilenet.onnx.data"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(OwnModel.read(model, data).samples()).isEqualTo(27);
    }

    @Test
    void samplesOfAnotherShapeAreRefused() throws IOException {
        OwnModel images = OwnModel.read(FOLDER.resolve("resnet.onnx"), FOLDER.resolve("lstm.npz"));
        assertThatThrownBy(() -> images.subject(8, false)).isInstanceOf(DataException.class)
                .hasMessageContaining("lstm.npz: 'x' is integers [27, 7]; input 'x' of ").hasMessageEndingWith(" takes [N, 3, 12, 12]");
    }
}
