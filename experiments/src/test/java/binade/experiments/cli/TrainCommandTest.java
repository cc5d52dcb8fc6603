package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
    @TempDir
    Path folder;

    private Cli train(String dir, String... more) {
        return Cli.run(Stream.concat(
                Stream.of("train", "--epochs", "2", "--quiet", "-o", folder.resolve(dir).toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(folder.resolve(file));
    }

    @Test
    void aRunLeavesTablesPicturesAndItsState() throws IOException {
        Cli cli = train("a", "--recipe", "log4-nearest", "--compare", "fp32,log4-hysteresis", "--seed", "0,1");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines()).hasSize(4);
        assertThat(cli.out()).contains("gain (seeds won)").contains("log4-hysteresis      2");
        assertThat(lines("a/runs.csv")).hasSize(7).first().isEqualTo("recipe,seed,epochs,loss,accuracy,test_loss,test_accuracy,"
                + "flips_percent,flips_last_quarter_percent,skipped,diverged_at");
        assertThat(lines("a/log4-nearest-seed1.csv")).hasSize(1 + 88).first().isEqualTo("step,epoch,loss,accuracy,learning_rate,"
                + "loss_scale,skipped,flips,flips 0.linear.weight,flips 2.linear.weight,flips 4.linear.weight");
        assertThat(lines("a/run.json").getFirst()).contains("\"command\":\"./binade train --epochs 2").contains("\"seed\":\"0,1\"");
        assertThat(Recipes.parse(folder.resolve("a/log4-nearest.recipe.json").toString()))
                .isEqualTo(Recipes.parse("log4-nearest"));
        for (String picture : List.of("loss.png", "accuracy.png", "flips.png")) {
            BufferedImage image = ImageIO.read(folder.resolve("a").resolve(picture).toFile());
            assertThat(image.getWidth()).isEqualTo(1600);
            assertThat(Stream.iterate(0, i -> i + 1).limit(1600 * 1000)
                    .map(i -> image.getRGB(i % 1600, i / 1600) & 0xffffff).filter(c -> c == 0x0072b2).count())
                    .as("pixels of the first line in %s", picture).isGreaterThan(200);
        }
        assertThat(Files.list(folder.resolve("a")).filter(p -> p.getFileName().toString().startsWith("."))).isEmpty();
    }

    @Test
    void flushedGradientsAreCountedAndDrawn() throws IOException {
        String[] options = {"--recipe", "fp16-unscaled", "--compare", "fp16-mixed"};
        Cli cli = train("f", Stream.concat(Stream.of(options), Stream.of("--flushed")).toArray(String[]::new));
        assertThat(cli.code()).isZero();
        double[][] errors = new double[2][];
        for (int i = 0; i < 2; i++) {
            List<String> log = lines("f/" + options[2 * i + 1] + "-seed0.csv");
            assertThat(log.getFirst()).contains(",flips,flushed_errors,flushed_gradients,flips 0.linear.weight");
            errors[i] = log.stream().skip(1).mapToDouble(l -> Double.parseDouble(l.split(",")[8])).toArray();
        }
        double without = Arrays.stream(errors[0]).average().orElseThrow();
        double with = Arrays.stream(errors[1]).average().orElseThrow();
        assertThat(without).isBetween(1e-4, 0.5);
        assertThat(with).isLessThan(without / 10);
        assertThat(ImageIO.read(folder.resolve("f/flushed.png").toFile()).getWidth()).isEqualTo(1600);
        assertThat(ImageIO.read(folder.resolve("f/exponents.png").toFile()).getWidth()).isEqualTo(1600);
        List<String> binades = lines("f/exponents.csv");
        assertThat(binades.getFirst()).startsWith("exponent,fp16-unscaled: errors %,fp16-unscaled: gradients %,fp16-mixed: errors %");
        for (int column = 1; column <= 4; column++) {
            int c = column;
            assertThat(binades.stream().skip(1).mapToDouble(l -> Double.parseDouble(l.split(",")[c])).sum()).isCloseTo(100, within(1e-6));
        }
        train("g", options);
        assertThat(folder.resolve("g/flushed.png")).doesNotExist();
        assertThat(folder.resolve("g/exponents.csv")).doesNotExist();
        List<String> counted = lines("f/runs.csv");
        assertThat(counted.getFirst()).endsWith(",diverged_at,flushed_errors_percent,flushed_gradients_percent");
        assertThat(lines("g/runs.csv")).as("counting changes nothing")
                .isEqualTo(counted.stream().map(l -> l.replaceFirst(",[^,]*,[^,]*$", "")).toList());
    }

    @Test
    void theAngleToOtherProductsIsMeasuredAndDrawn() throws IOException {
        String[] options = {"--recipe", "fp8-exact", "--compare", "fp8-h100,fp8-h100-promoted"};
        Cli cli = train("h", Stream.concat(Stream.of(options), Stream.of("--angle-to", "fp8-exact")).toArray(String[]::new));
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("gradient angle °");
        assertThat(lines("h/runs.csv").getFirst()).endsWith(",diverged_at,gradient_angle_deg");
        double[] means = lines("h/runs.csv").stream().skip(1)
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(',') + 1))).toArray();
        assertThat(means[0]).isZero();
        assertThat(means[1]).isBetween(1e-3, 5.0);
        List<String> log = lines("h/fp8-h100-seed0.csv");
        assertThat(log.getFirst()).contains(",flips,gradient_angle_deg,flips 0.linear.weight");
        assertThat(log.stream().skip(1).mapToDouble(l -> Double.parseDouble(l.split(",")[8])).average().orElseThrow())
                .isEqualTo(means[1], within(1e-12));
        assertThat(ImageIO.read(folder.resolve("h/angle.png").toFile()).getWidth()).isEqualTo(1600);
        train("i", options);
        assertThat(folder.resolve("i/angle.png")).doesNotExist();
        assertThat(lines("i/runs.csv")).isEqualTo(
                lines("h/runs.csv").stream().map(l -> l.substring(0, l.lastIndexOf(','))).toList());
        Cli unknown = train("j", "--angle-to", "fp9");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("unknown recipe 'fp9'");
    }

    @Test
    void theNumberOfThreadsLeavesNoTrace() throws IOException {
        String[] options = {"--recipe", "paper", "--compare", "log4-hysteresis", "--seed", "3,4"};
        train("one", Stream.concat(Stream.of(options), Stream.of("--threads", "1")).toArray(String[]::new));
        train("two", Stream.concat(Stream.of(options), Stream.of("--threads", "2")).toArray(String[]::new));
        for (String file : List.of("runs.csv", "paper-seed3.csv", "log4-hysteresis-seed4.csv", "paper-seed4.state")) {
            assertThat(folder.resolve("one").resolve(file)).hasSameBinaryContentAs(folder.resolve("two").resolve(file));
        }
    }

    /** The process is killed without warning at several moments; each time another one goes on. */
    @Test
    void aRunThatIsKilledAndResumedEndsInTheSameFiles() throws IOException, InterruptedException {
        String[] options = {"--recipe", "paper-log4", "--keep-every", "7", "--seed", "5"};
        assertThat(train("whole", options).code()).isZero();
        Path state = folder.resolve("killed/paper-log4-seed5.state");
        for (int kill = 0; kill < 2; kill++) {
            Process process = new ProcessBuilder(Stream.concat(
                    Stream.of(
                            ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                            "binade.experiments.cli.Main", "train", "--epochs", "2", "-q", "--resume", "-o",
                            folder.resolve("killed").toString()),
                    Stream.of(options)).toList()).redirectErrorStream(true).start();
            long before = Files.exists(state) ? Files.getLastModifiedTime(state).toMillis() : 0;
            for (int i = 0; i < 6000 && process.isAlive(); i++) {
                Thread.sleep(5);
                if (Files.exists(state) && Files.getLastModifiedTime(state).toMillis() > before) {
                    break;
                }
            }
            process.destroyForcibly().waitFor();
        }
        assertThat(state).exists();
        assertThat(train("killed", Stream.concat(Stream.of(options), Stream.of("--resume")).toArray(String[]::new)).code()).isZero();
        for (String file : List.of("runs.csv", "paper-log4-seed5.csv", "paper-log4-seed5.state")) {
            assertThat(folder.resolve("killed").resolve(file)).hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
    }

    @Test
    void aStateOfAnotherRunIsRefused() {
        assertThat(train("b", "--recipe", "fp32").code()).isZero();
        Cli other = train("b", "--recipe", "fp32", "--lr", "0.02", "--resume");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("fp32-seed0.state cannot be used: it holds the run 'binade 1; digits-mlp; recipe fp32;")
                .contains("rate 0.05 cosine").contains("rate 0.02 cosine");
    }

    @Test
    void aRunThatDivergesIsSaidToAndEndsWithThree() throws IOException {
        Cli cli = Cli.run("train", "--recipe", "fp32", "--epochs", "2", "--lr", "1e6", "-o", folder.resolve("d").toString());
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.err()).contains("warning: fp32-seed0 diverged at step ");
        assertThat(lines("d/runs.csv").get(1)).startsWith("fp32,0,2,,,,,").doesNotEndWith(",");
    }

    @Test
    void aRecipeIsPrintedAndReadBack() throws IOException {
        Cli printed = Cli.run("train", "--recipe", "ttq", "--print-recipe");
        assertThat(printed.code()).isZero();
        Path mine = folder.resolve("mine.json");
        Files.writeString(mine, printed.out());
        assertThat(Cli.run("train", "--recipe", mine.toString(), "--print-recipe").out()).isEqualTo(printed.out());
        Cli list = Cli.run("train", "--list-recipes");
        assertThat(list.out().lines().skip(1).map(l -> l.split(" ")[0])).isEqualTo(Recipes.all().stream().map(Recipe::id).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--recipe papper              | unknown recipe 'papper'; allowed: a file ending in .json, or fp32 paper",
        "--workload digit             | unknown workload 'digit'; allowed: digits-mlp",
        "--epochs 0                   | --epochs 0; allowed: 1 to 1000000",
        "--lr -1                      | --lr -1.0; allowed: 0 to 1e6",
        "--schedule linear            | unknown schedule 'linear'; allowed: cosine constant",
        "--seed 1,1                   | --seed names a seed twice",
        "--recipe fp32 --compare fp32 | two recipes have one id: fp32 fp32",
        "--threads 0                  | --threads 0; allowed: 1 to 1024",
        "--json --csv                 | --json and --csv exclude each other",
    })
    void wrongUsageIsNamed(String arguments, String message) {
        Cli cli = Cli.run(("train -o " + folder + " " + arguments).split(" "));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).startsWith("binade train: " + message).hasLineCount(1);
    }
}
