package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are right, wrong, and broken. */
@Timeout(60)
class ConformCommandTest {
    @TempDir
    Path folder;

    /** {@code binade conform OPTIONS -- COMMAND}. */
    private static Cli conform(String options, String... command) {
        List<String> words = new ArrayList<>(List.of("conform"));
        words.addAll(List.of(options.split(" ")));
        words.add("--");
        words.addAll(List.of(command));
        return Cli.run(words.toArray(String[]::new));
    }

    private static Cli shell(String options, String script) {
        return conform(options, "/bin/sh", "-c", script);
    }

    /** This program, as somebody else's. */
    private static String[] binadeRound(String options) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-XX:+UseSerialGC", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "binade.experiments.cli.Main", "round"));
        words.addAll(List.of(options.split(" ")));
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--format e4m3fn", "--format fp134 --rounding sr-a --random-bits 8", "--format log4 --rounding hysteresis --in dec",
        "--format e4m3fnuz --in code --out code", "--format int8 --rounding sr --out dec", "--format posit8_2 --out code",
        "--format fp64 --rounding rtz", "--format bf16 --overflow overflow", "--format fp143 --scale -5 --rounding rto",
        "--format float:8,3,128 --rounding hysteresis --in code", "--format e8m0fnu --rounding ru --in dec --out code"
    })
    void our_own_round_conforms(String options) {
        Cli cli = conform(options, binadeRound(options));
        assertThat(cli).as(cli.toString()).extracting(Cli::code).isEqualTo(0);
        assertThat(cli.out()).contains(" vectors (level 2, seed 1), all results are exact\n");
    }

    @Test
    void forty_thousand_vectors_take_seconds() {
        String options = "--format e4m3fn --level 2";
        long start = System.nanoTime();
        Cli cli = conform(options, binadeRound("--format e4m3fn"));
        assertThat(cli.out()).isEqualTo(
                "e4m3fn rne sat-finite: 40000 vectors (level 2, seed 1), all results are exact\n");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(15); // about 2; slack for a busy machine
    }

    @Test
    void a_program_that_changes_nothing_differs_first_and_worst() {
        Cli cli = conform("--format e2m1fn --level 1", "cat");
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.out()).contains("e2m1fn rne sat-finite: ", " differ\n", "vector  input", "first ", "worst ");
        String worst = cli.out().lines().filter(l -> l.startsWith("worst")).findFirst().orElseThrow();
        assertThat(worst).contains("7f800000", "40c00000", "Infinity");
    }

    @Test
    void a_program_that_is_wrong_on_ties_only_is_caught_with_the_distance() {
        Cli cli = conform("--format e4m3fn --csv", binadeRound("--format e4m3fn --rounding rna"));
        assertThat(cli.code()).isEqualTo(3);
        String[] rows = cli.out().split("\n");
        assertThat(rows).hasSize(2);
        assertThat(rows[0]).startsWith("format,scale,rounding,overflow,random_bits,level,seed,vectors,disagreements,first_vector");
        assertThat(rows[1]).startsWith("e4m3fn,,rne,sat-finite,,2,1,40000,").contains(",1.0,");
    }

    @Test
    void nan_is_a_class_and_zero_a_value_where_there_is_no_minus_zero() {
        String wrong = "sed 's/^7fc00000$/ffc12345/; s/^00000000$/80000000/'";
        String[] round = binadeRound("--format e4m3fnuz");
        Cli cli = conform("--format e4m3fnuz --level 1", pipe(round, wrong));
        assertThat(cli.code()).as(cli.toString()).isZero();
        String[] fn = binadeRound("--format e4m3fn");
        assertThat(conform("--format e4m3fn --level 1", pipe(fn, wrong)).code()).isEqualTo(3);
    }

    private static String[] pipe(String[] program, String filter) {
        return new String[] {"/bin/sh", "-c", "'" + String.join("' '", program) + "' | " + filter};
    }

    @Test
    void comments_and_empty_lines_are_no_answers() {
        String[] round = binadeRound("--format e4m3fn");
        Cli cli = conform("--format e4m3fn --level 1", pipe(round, "sed 's/$/\\n/; 1i # my testbench, built today'"));
        assertThat(cli.code()).as(cli.toString()).isZero();
    }

    @Test
    void the_report_is_json_in_a_file() throws IOException {
        Path file = folder.resolve("report.json");
        Cli cli = conform("--format fp134 --level 1 --count 50 --seed 9 --json -o " + file, "cat");
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.out()).isEmpty();
        assertThat(Files.readString(file)).contains("\"format\" : \"fp134\"", "\"vectors\" : 50", "\"seed\" : 9",
                "\"worst_quanta\" : ", "\"first_input\" : \"");
    }

    @Test
    void too_few_and_too_many_answers_fail() {
        Cli few = shell("--format e4m3fn --count 100", "head -n 7; cat > /dev/null");
        assertThat(few.code()).isEqualTo(1);
        assertThat(few.err()).contains("'/bin/sh' printed only 7 of 100 answers");
        Cli early = shell("--format e4m3fn", "echo 00000000");
        assertThat(early.err()).contains("printed only 1 of 40000 answers");
        Cli many = shell("--format e4m3fn --count 100", "cat; echo 00000000");
        assertThat(many.code()).isEqualTo(1);
        assertThat(many.err()).contains("line 101 is one answer too many; 100 were asked for");
        assertThat(shell("--format e4m3fn --count 100", "yes 00000000").err()).contains("one answer too many");
    }

    @Test
    void a_program_that_fails_is_named_with_its_status() {
        Cli cli = shell("--format e4m3fn --count 100", "head -n 3 > /dev/null; exit 7");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("'/bin/sh' failed with exit status 7 after 0 of 100 answers");
    }

    @Test
    void garbage_is_named_with_its_line() {
        Cli cli = shell("--format e4m3fn --count 100", "sed '12s/.*/banana/'");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("output of '/bin/sh', line 12: 'banana' is not a binary32 pattern");
        assertThat(shell("--format e4m3fn --out code --count 100", "sed 's/.*/1ff/'").err())
                .contains("line 1: '1ff' has more than 8 bits");
        assertThat(shell("--format e4m3fn", "tr '\\000' x < /dev/zero").err()).contains("line 1 is longer than 4096");
    }

    @Test
    void a_program_that_hangs_is_killed_with_what_it_started() {
        long start = System.nanoTime();
        Cli cli = shell("--format e4m3fn --timeout 1", "sleep 50 & sleep 50; echo late");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("'/bin/sh' printed nothing for 1 s and was killed");
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(20);
    }

    @Test
    void answers_may_come_before_the_questions_are_written_and_after() {
        assertThat(shell("--format e4m3fn", "cat > /dev/null; yes 00000000 | head -n 40000").code()).isEqualTo(3);
        assertThat(shell("--format e4m3fn", "yes 00000000 | head -n 40000; cat > /dev/null").code()).isEqualTo(3);
    }

    @Test
    void a_missing_program_is_said_to_be_missing() {
        Cli cli = conform("--format e4m3fn", "/no/such/program");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err()).contains("cannot start '/no/such/program': not found or not executable");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--format e4m3fn --level 3|level 3; allowed: 1 or 2", "--format e4m3fn --count 0|--count 0; allowed: 1 or more",
        "--format fp9|unknown format", "--format mxint8|conform is about single numbers",
        "--format posit8_2 --rounding ru|allowed: rne", "--format e4m3fn --scale 3|shared scale",
        "--format e4m3fn --timeout 0|--timeout 0", "--format e4m3fn --random-bits 60|random bits 60; allowed: 1 to 48"
    })
    void wrong_usage_says_what_is_allowed(String text) {
        String[] parts = text.split("\\|");
        Cli cli = conform(parts[0], "cat");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err().toLowerCase(Locale.ROOT)).contains(parts[1].toLowerCase(Locale.ROOT));
    }

    @Test
    void no_program_is_wrong_usage() {
        assertThat(Cli.run("conform", "--format", "e4m3fn").code()).isEqualTo(2);
    }
}
