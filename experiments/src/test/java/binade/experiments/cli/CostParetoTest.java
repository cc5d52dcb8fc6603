package binade.experiments.cli;

import static binade.experiments.cli.CostCommandTest.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who is beaten by nobody, and the pictures of units. */
class CostParetoTest {

    private static String front(JsonNode rows, String id) {
        for (JsonNode row : rows) {
            if (row.get("format").asString().equals(id)) {
                return row.get("pareto").asString();
            }
        }
        throw new AssertionError(id);
    }

    /** FP133 has fewer bits than FP134 and less range, but is smaller. */
    @Test
    void withoutARankingSignificandAndRangeCount() {
        JsonNode rows = json("fp134 fp143 fp133 fp152 sm6 --pareto --acc exact");
        assertThat(rows).hasSize(5);
        for (String id : new String[] {"fp134", "fp143", "fp133", "fp152", "sm6"}) {
            assertThat(front(rows, id)).as(id).isEqualTo("yes");
        }
        JsonNode fp32 = json("bf16 sm8 fp134 --pareto --acc fp32");
        assertThat(front(fp32, "bf16")).isEqualTo("yes");
        assertThat(front(fp32, "fp134")).isEqualTo("yes");
    }

    @Test
    void withARankingTheAngleCounts(@TempDir Path folder) throws IOException {
        Path ranking = folder.resolve("ranking.csv");
        Files.writeString(ranking, """
                format,room,both_angle_deg
                fp134,1,3.0
                fp143,1,4.0
                fp133,1,4.5
                fp134,3,9.0
                """);
        Path picture = folder.resolve("front.png");
        JsonNode rows = json("--pareto --ranking " + ranking + " --plot " + picture);
        assertThat(rows).hasSize(3);
        assertThat(front(rows, "fp134")).isEqualTo("yes");
        assertThat(front(rows, "fp143")).isEqualTo("no");
        assertThat(front(rows, "fp133")).isEqualTo("yes");
        assertThat(rows.get(0).get("angle_deg").asDouble()).isEqualTo(3.0);
        assertThat(picture).isNotEmptyFile();
        Cli missing = Cli.run("cost", "int8", "--pareto", "--ranking", ranking.toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("'int8' is not in").hasLineCount(1);
    }

    @Test
    void partsAddUpToTheUnit(@TempDir Path folder) {
        Path picture = folder.resolve("parts.png");
        JsonNode rows = json("fp134 int8 fp16 --plot " + picture);
        assertThat(picture).isNotEmptyFile();
        for (JsonNode row : rows) {
            double sum = 0;
            for (String name : row.propertyNames()) {
                boolean part = name.endsWith("_um2") && !name.matches("(area|unit_area|shared_area)_um2");
                sum += part ? row.get(name).asDouble() : 0;
            }
            assertThat(sum).isCloseTo(row.get("area_um2").asDouble(), org.assertj.core.api.Assertions.withinPercentage(1e-6));
        }
    }
}
