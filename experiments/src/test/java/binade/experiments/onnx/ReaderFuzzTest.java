package binade.experiments.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import binade.experiments.data.DataException;
import binade.experiments.data.DataFile;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Valid files, damaged at random: each is read or refused with the reader's own exception, at once, with memory in proportion to what the
 * file has. {@code -Dbinade.fuzz.seconds=N} makes it last N seconds for each file and network instead of a fixed number of inputs,
 * {@code -Dbinade.fuzz.first=K} starts with another input than number 0.
 */
class ReaderFuzzTest {
    private static final Path FOLDER = Path.of("src/test/resources/binade/experiments/onnx");
    private static final long SECONDS = Long.getLong("binade.fuzz.seconds", 0);
    private static final long FIRST = Long.getLong("binade.fuzz.first", 0);
    private static final int INPUTS = 150;
    /** What any file may cost: buffers of channels and inflaters, lists of nodes. */
    private static final long SLACK = 1 << 20;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final byte[] EDGES = {0, 1, -1, 127, -128, 8, 0x78};

    @TempDir
    Path folder;

    private static byte[] seed(String name) throws IOException {
        return switch (name) {
            case "images.idx" -> {
                byte[] b = new byte[16 + 50 * 12];
                System.arraycopy(new byte[] {0, 0, 8, 3, 0, 0, 0, 50, 0, 0, 0, 3, 0, 0, 0, 4}, 0, b, 0, 16);
                yield b;
            }
            case "d.csv" -> "a,b,label\n1.5,2,0\n-3,4e-2,1\n0.5,7,2\n".getBytes();
            case "x.npy" -> {
                try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(Files.readAllBytes(FOLDER.resolve("lstm.npz"))))) {
                    in.getNextEntry();
                    yield in.readAllBytes();
                }
            }
            default -> Files.readAllBytes(FOLDER.resolve(name));
        };
    }

    private static byte[] damaged(byte[] valid, SplittableRandom random) {
        byte[] b = valid.clone();
        for (int k = random.nextInt(1, 6); k > 0 && b.length > 8; k--) {
            // half of the damage near the beginning, where headers are
            int at = random.nextInt(random.nextBoolean() ? b.length : Math.min(b.length, 200));
            int length = Math.min(b.length - at, 1 << random.nextInt(8));
            switch (random.nextInt(7)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = (byte) random.nextInt();
                case 2 -> Arrays.fill(b, at, at + length, EDGES[random.nextInt(EDGES.length)]);
                case 3 -> b = Arrays.copyOf(b, at);
                case 4 -> System.arraycopy(b.clone(), random.nextInt(b.length - length + 1), b, at, length);
                case 5 -> {
                    byte[] shorter = Arrays.copyOf(b, b.length - length);
                    System.arraycopy(b, at + length, shorter, at, b.length - at - length);
                    b = shorter;
                }
                default -> {
                    byte[] longer = Arrays.copyOf(b, b.length + length);
                    System.arraycopy(b, at, longer, at + length, b.length - at);
                    b = longer;
                }
            }
        }
        return b;
    }

    /** Bytes that the file has once unpacked, as its own headers say. */
    private static long declared(byte[] file) {
        long total = file.length;
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
                total += in.readAllBytes().length;
            }
        } catch (IOException | IllegalArgumentException e) {
            // counted as far as it goes
        }
        return total;
    }

    private void read(Path file, boolean model) throws IOException {
        if (model) {
            OnnxReader.read(file);
        } else {
            DataFile.read(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet.onnx", "lstm.onnx", "decomposed.onnx", "mobilenet.onnx", "transformer.npz", "x.npy", "images.idx", "d.csv"})
    @Timeout(value = 3600)
    void damagedFilesAreReadOrRefused(String name) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        byte[] valid = seed(name);
        boolean model = name.endsWith(".onnx");
        Path file = folder.resolve(name);
        if (Files.exists(FOLDER.resolve(name + ".data"))) {
            Files.copy(FOLDER.resolve(name + ".data"), folder.resolve(name + ".data"));
        }
        Files.write(file, valid);
        read(file, model); // the first reading pays for classes
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int inputs = 0;
        int refused = 0;
        long mostBytes = 0;
        long mostNanos = 0;
        for (; SECONDS > 0 ? System.nanoTime() < end : inputs < INPUTS; inputs++) {
            byte[] b = damaged(valid, new SplittableRandom(FIRST + inputs));
            Files.write(file, b);
            long bytes = threads.getThreadAllocatedBytes(id);
            long nanos = System.nanoTime();
            String message = null; // of the refusal
            try {
                read(file, model);
            } catch (OnnxException | DataException e) {
                message = e.getMessage();
                refused++;
            } catch (IOException | RuntimeException | Error e) {
                fail(name + ", input " + (FIRST + inputs) + ": " + HexFormat.of().formatHex(b, 0, Math.min(b.length, 400)), e);
            }
            nanos = System.nanoTime() - nanos;
            bytes = threads.getThreadAllocatedBytes(id) - bytes;
            mostBytes = Math.max(mostBytes, bytes);
            mostNanos = Math.max(mostNanos, nanos);
            if (message != null) {
                assertThat(message).isNotBlank(); // not before: it loads classes of its own
            }
            assertThat(nanos).as("%s, input %d: nanoseconds", name, FIRST + inputs).isLessThan(MOST_NANOS);
            if (bytes > SLACK) {
                assertThat(bytes).as("%s, input %d: bytes", name, FIRST + inputs).isLessThan(2 * declared(b) + SLACK);
            }
        }
        assertThat(refused).isPositive();
        if (SECONDS > 0) {
            System.out.printf("fuzz %s: %d bytes, %d inputs, %d refused, most %.2f MB allocated, most %.0f ms%n", name, valid.length,
                    inputs, refused, mostBytes / 1e6, mostNanos / 1e6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "lstm", "decomposed"})
    @Timeout(value = 3600)
    void networksFromDamagedFilesAreBuiltOrRefused(String name) throws IOException {
        byte[] valid = seed(name + ".onnx");
        Path file = folder.resolve("m.onnx");
        Path data = FOLDER.resolve(name + ".npz");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        int inputs = 0;
        int refused = 0;
        for (; SECONDS > 0 ? System.nanoTime() < end : inputs < INPUTS; inputs++) {
            byte[] b = damaged(valid, new SplittableRandom(-1 - FIRST - inputs));
            Files.write(file, b);
            try {
                OwnModel.read(file, data).subject(8, false);
            } catch (OnnxException | DataException e) {
                refused++;
            } catch (IOException | RuntimeException | Error e) {
                fail(name + ", input " + (FIRST + inputs), e);
            }
        }
        assertThat(refused).isPositive();
        if (SECONDS > 0) {
            System.out.printf("fuzz network %s: %d inputs, %d refused%n", name, inputs, refused);
        }
    }
}
