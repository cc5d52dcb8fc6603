package binade.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import binade.experiments.study.AngleStatistic;
import binade.experiments.study.Gap;
import binade.experiments.study.Ranking;
import binade.experiments.study.RankingRow;
import binade.experiments.study.Variant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReportPageTest {
    private static final RankingReport PAPER = new RankingReport(SyntheticRanking.paper(), SyntheticRanking.run());

    @Test
    void nothingIsFetched() {
        assertThat(PAPER.html())
                .doesNotContainPattern("(?i)(src|href)\\s*=")
                .doesNotContainPattern("(?i)url\\(|@import|import\\(|fetch\\(|XMLHttpRequest|<link|<iframe")
                .doesNotContain("http://");
        // The one address is the reference that the licence of the data asks for, as text.
        assertThat(PAPER.html().split("https://", -1)).hasSize(2);
    }

    @Test
    void everyPlaceholderIsFilled() {
        assertThat(PAPER.html()).doesNotContainPattern("\\{\\{[a-z-]+}}").doesNotContain("null</");
    }

    @Test
    void embeddedDataIsTheRanking() {
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(PAPER.html());
        assertThat(data.find()).isTrue();
        JsonMapper json = JsonMapper.shared();
        assertThat(json.readTree(data.group(1))).isEqualTo(json.readTree(PAPER.json()));
    }

    @Test
    void firstTwentyAreThereWithoutJavaScript() {
        String html = PAPER.html();
        for (RankingRow row : PAPER.ranking().rows().subList(0, 20)) {
            assertThat(html).contains("<td>" + row.rank() + "</td><td class=\"l\">" + row.format());
        }
        assertThat(html).contains("<noscript>");
    }

    @Test
    void textIsEscapedEverywhere() {
        String evil = "</script><b>&\"'{{css}}$1";
        RankingRow row = new RankingRow(
                evil, "", 8, "", 1, Map.of(Variant.BOTH, new AngleStatistic(3, 0.1, 0.9, 4)), 1, 1, 1, true, Gap.NONE);
        Ranking ranking =
                new Ranking(evil, 0, 1, 4, 32, List.of(1), evil, Variant.BOTH, List.of(row), List.of(row));
        RunInfo run = new RunInfo(evil, evil, evil, 0, Map.of(evil, evil), evil, evil, evil, 1, Map.of(evil, 1.0));
        String html = new RankingReport(ranking, run).html();
        assertThat(html).doesNotContain("<b>&\"").contains("&lt;/script&gt;&lt;b&gt;&amp;&quot;&#39;{{css}}$1");
        assertThat(html.split("</script>", -1)).hasSize(3);
    }

    @Test
    void dataOfTheDigitsAreCredited() {
        assertThat(PAPER.html()).contains("Licensed under CC BY 4.0").contains("10.24432/C50P49");
        Ranking other = SyntheticRanking.of(SyntheticRanking.row("fp134", 1, 3, 0.1, 1, true));
        assertThat(new RankingReport(other, SyntheticRanking.run()).html()).doesNotContain("Alpaydin");
    }

    @Test
    void commandThatRepeatsTheRunIsShown() {
        assertThat(PAPER.html()).contains("<code>binade rank --seed 0 -o &#39;out dir&#39;</code>");
    }
}
