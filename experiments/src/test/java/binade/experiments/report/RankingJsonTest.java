package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.Ranking;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RankingJsonTest {
    private static final Ranking PAPER = SyntheticRanking.paper();

    private static JsonNode parse(String json) {
        return JsonMapper.shared().readTree(json);
    }

    @Test
    void rowsReadBackEqualTheCsv() throws Exception {
        JsonNode rows = parse(RankingJson.ranking(PAPER)).get("rows");
        List<NamedCsvRecord> records;
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(RankingCsv.write(PAPER.rows()))) {
            records = csv.stream().toList();
        }
        assertThat(records).hasSize(498);
        assertThat(rows.size()).isEqualTo(498);
        for (int i = 0; i < records.size(); i++) {
            JsonNode row = rows.get(i);
            assertThat(List.copyOf(row.propertyNames())).isEqualTo(records.get(i).getHeader());
            records.get(i).getFieldsAsMap().forEach((name, field) -> {
                JsonNode value = row.get(name);
                assertThat(value.isNull() ? "" : value.asString()).as(name).isEqualTo(field);
            });
        }
    }

    @Test
    void settingIsBesideTheRows() {
        JsonNode json = parse(RankingJson.ranking(PAPER));
        assertThat(json.get("workload").asString()).isEqualTo("digits-noisy-mlp");
        assertThat(json.get("loss").asDouble()).isEqualTo(PAPER.loss());
        assertThat(json.get("batches").asInt()).isEqualTo(100);
        assertThat(json.get("batch_size").asInt()).isEqualTo(32);
        assertThat(json.get("room").toString()).isEqualTo("[1]");
        assertThat(json.get("placement").asString()).isEqualTo("workload");
        assertThat(json.get("sensitivity").size()).isEqualTo(PAPER.sensitivity().size()).isGreaterThan(30);
    }

    @Test
    void singleMiniBatchHasNoStandardError() {
        Ranking one = SyntheticRanking.of(SyntheticRanking.row("fp134", 1, 3, Double.NaN, 1, true));
        JsonNode row = parse(RankingJson.ranking(one)).get("rows").get(0);
        assertThat(row.get("both_angle_se").isNull()).isTrue();
        assertThat(row.get("both_angle_deg").asDouble()).isEqualTo(3.0);
    }

    @Test
    void runSaysHowToRepeatIt() {
        JsonNode run = parse(RankingJson.run(SyntheticRanking.run()));
        assertThat(List.copyOf(run.propertyNames()))
                .containsExactly(
                        "command", "version", "commit", "seed", "options", "jvm", "cpu", "kernel", "threads",
                        "wall_seconds");
        assertThat(run.get("command").asString()).isEqualTo("binade rank --seed 0 -o 'out dir'");
        assertThat(List.copyOf(run.get("wall_seconds").propertyNames())).containsExactly("train", "rank", "total");
    }
}
