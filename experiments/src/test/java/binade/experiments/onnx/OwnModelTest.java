package binade.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import binade.experiments.data.DataArray;
import binade.experiments.data.DataException;
import binade.experiments.study.AngleJob;
import binade.experiments.study.AngleStatistic;
import binade.experiments.study.AngleStudy;
import binade.experiments.study.AngleSubject;
import binade.experiments.study.GraphSubject;
import binade.experiments.study.Variant;
import binade.formats.Formats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

    /** An NPZ archive with binary32 arrays. */
    private static Path npz(Path file, Map<String, DataArray> arrays) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, DataArray> e : arrays.entrySet()) {
                String shape = Arrays.stream(e.getValue().shape()).mapToObj(d -> d + ",").collect(Collectors.joining());
                String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }\n";
                ByteBuffer b = ByteBuffer.allocate(10 + header.length() + 4 * e.getValue().values().length)
                        .order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                        .putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
                for (float v : e.getValue().values()) {
                    b.putFloat(v);
                }
                zip.putNextEntry(new ZipEntry(e.getKey() + ".npy"));
                zip.write(b.array());
                zip.closeEntry();
            }
        }
        return file;
    }

    @Test
    void numbersAndLabelsThatCannotBeAreNamedWithTheirSample(@TempDir Path folder) throws IOException {
        float[] x = new float[4 * 3 * 12 * 12];
        Path file = folder.resolve("d.npz");
        record Case(int place, float value, float[] y, String message) {}
        for (Case c : List.of(
                new Case(433, Float.POSITIVE_INFINITY, new float[] {0, 1, 0, 1}, "'x' holds Infinity in sample 1 (counted from 0)"),
                new Case(1727, Float.NaN, new float[] {0, 1, 0, 1}, "'x' holds NaN in sample 3 "),
                new Case(0, 1, new float[] {0, 1, 0.5f, 1}, "label 0.5 of sample 2 (counted from 0); allowed: 0 to "),
                new Case(0, 1, new float[] {0, 1, 0, 99_999_999_999f}, "label 99999997952 of sample 3 "),
                new Case(0, 1, new float[] {-1, 1, 0, 0}, "label -1 of sample 0 "))) {
            float[] values = x.clone();
            values[c.place] = c.value;
            npz(file, Map.of("x", new DataArray(new int[] {4, 3, 12, 12}, true, values), "y", new DataArray(new int[] {4}, true, c.y)));
            OwnModel model = OwnModel.read(FOLDER.resolve("resnet.onnx"), file);
            assertThatThrownBy(() -> model.subject(2, false)).isInstanceOf(DataException.class).hasMessageContaining(c.message);
        }
        npz(file, Map.of("x", new DataArray(new int[] {4, 3, 12, 12}, true, x), "y", new DataArray(new int[] {4}, true, new float[] {-100, -100, 1, 0})));
        AngleSubject.Session session = OwnModel.read(FOLDER.resolve("resnet.onnx"), file).subject(2, false).session();
        assertThat(session.reference(1)).isFinite();
        assertThatThrownBy(() -> session.reference(0)).isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("mini-batch 0 (counted from 0) has the loss NaN");
    }
}
