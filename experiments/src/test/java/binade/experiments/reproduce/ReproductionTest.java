package binade.experiments.reproduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
    @TempDir
    Path dir;

    private final List<String> ran = new ArrayList<>();
    private String output = "[{\"name\": \"a\", \"loss\": 0.25}, {\"name\": \"b\", \"loss\": 0.5}]";
    private String picture = "loss.png";
    private int code;

    @BeforeEach
    void paper() throws IOException {
        Files.writeString(dir.resolve("papers.txt"), "mine\n");
        Files.createDirectory(dir.resolve("mine"));
        Files.writeString(dir.resolve("mine/recipe.json"), """
                {"title": "T", "authors": "A", "venue": "V", "measurements": [
                  {"id": "m", "command": "train -o {dir}", "quick": "train --epochs 1 -o {dir}",
                   "pictures": ["loss.png"]},
                  {"id": "dots", "command": "mma", "lines": {"x": "1 2", "y": "3 4"}}]}
                """);
        Files.writeString(dir.resolve("mine/claims.csv"), String.join(",", ClaimsFile.COLUMNS) + "\n"
                + "ratio,s,m[name=a].loss / m[name=b].loss,ours <= paper,0.5,-,-,T,too large\n"
                + "word,s,f32(dots[name=y].output),ours = 2,2,-,-,T,\n");
    }

    private Verbs.Outcome verb(String input, String... arguments) {
        ran.add(String.join(" ", arguments).replaceAll("/\\S*binade-reproduce-\\S*", "DIR"));
        if (arguments[0].equals("mma")) {
            assertEquals("1 2\n3 4\n", input);
            return new Verbs.Outcome(0, "3f800000\n40000000\n", "");
        }
        try {
            Path folder = Path.of(arguments[List.of(arguments).indexOf("-o") + 1]);
            Files.write(folder.resolve(picture), new byte[] {1, 2});
            Files.write(folder.resolve("accuracy.png"), new byte[] {3});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return new Verbs.Outcome(code, output, "no\ndata");
    }

    private PaperResult run(String commit) {
        return new Reproduction(Papers.in(dir), true, this::verb, new MeasurementStore(dir, commit, false)).run("mine", (_, _, _) -> {});
    }

    @Test
    void aVerdictFollowsFromTheOutput() {
        ClaimResult c = run("unknown").claims().getFirst();
        assertEquals(Verdict.HOLDS, c.verdict());
        assertEquals(0.5, c.ours());
        assertEquals("", c.note());
        assertEquals(List.of("./binade train --epochs 1 -o DIR --json"), c.commands());
        assertEquals(List.of("train --epochs 1 -o DIR --json", "mma"), ran);
        output = output.replace("0.25", "0.26");
        c = run("unknown").claims().getFirst();
        assertEquals(Verdict.FAILS, c.verdict());
        assertEquals(0.52, c.ours());
        assertEquals("too large", c.note());
    }

    @Test
    void whatIsNoNumberIsNotJudged() {
        output = output.replace("0.25", "null");
        ClaimResult c = run("unknown").claims().getFirst();
        assertEquals(Verdict.UNMEASURED, c.verdict());
        assertEquals("the quantity is NaN, not a number that can be judged", c.note());
    }

    @Test
    void linesGoInAndComeOutByName() {
        ClaimResult c = run("unknown").claims().getLast();
        assertEquals(2, c.ours());
        assertEquals(List.of("printf '1 2\\n3 4\\n' | ./binade mma"), c.commands());
    }

    @Test
    void aFailingVerbLeavesTheClaimUnmeasuredAndTheOthersAlone() {
        code = 1;
        List<ClaimResult> claims = run("unknown").claims();
        assertEquals(Verdict.UNMEASURED, claims.getFirst().verdict());
        assertEquals("m: no data", claims.getFirst().note());
        assertTrue(Double.isNaN(claims.getFirst().ours()));
        assertEquals(Verdict.HOLDS, claims.getLast().verdict());
        code = 3; // a run diverged: there is output all the same
        assertEquals(Verdict.HOLDS, run("unknown").claims().getFirst().verdict());
    }

    @Test
    void picturesAreThoseAskedFor() {
        assertEquals(Set.of("m-loss.png"), run("unknown").pictures().keySet());
        picture = "flips.png";
        assertEquals("m: drew accuracy.png flips.png, not all of loss.png", run("unknown").claims().getFirst().note());
    }

    @Test
    void finishedMeasurementsAreNotRepeated() {
        PaperResult first = run("1a2b3c");
        assertEquals(2, ran.size());
        PaperResult second = run("1a2b3c");
        assertEquals(2, ran.size(), "found in the store");
        assertEquals(first.claims(), second.claims());
        assertEquals(first.seconds(), second.seconds());
        assertArrayEquals(new byte[] {1, 2}, second.pictures().get("m-loss.png"));
        run("1a2b3c-dirty");
        run("1a2b3c-dirty");
        assertEquals(6, ran.size(), "a changed source tree keeps nothing");
        run("other");
        assertEquals(8, ran.size(), "nor does another commit use it");
    }

    @Test
    void anInterruptedRunKeepsWhatWasFinished() {
        try {
            new Reproduction(Papers.in(dir), true, (input, arguments) -> {
                if (arguments[0].equals("mma")) {
                    throw new IllegalStateException("killed");
                }
                return verb(input, arguments);
            }, new MeasurementStore(dir, "1a2b3c", false)).run("mine", (_, _, _) -> {});
        } catch (IllegalStateException e) {
            assertEquals("killed", e.getMessage());
        }
        run("1a2b3c");
        assertEquals(List.of("train --epochs 1 -o DIR --json", "mma"), ran);
    }

    @Test
    void lessThanAFolderIsNotTaken() throws IOException {
        run("1a2b3c");
        try (var kept = Files.list(dir.resolve("reproduce/1a2b3c"))) {
            assertTrue(kept.noneMatch(f -> f.toString().endsWith(".tmp")));
        }
    }
}
