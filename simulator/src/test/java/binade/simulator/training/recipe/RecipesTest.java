package binade.simulator.training.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Rounding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {
    static List<Recipe> shipped() {
        return Recipes.all();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void aPrintedRecipeIsReadBackAsTheSame(Recipe recipe) {
        String text = Recipes.write(recipe);
        assertThat(Recipes.read("printed", text)).isEqualTo(recipe);
        assertThat(Recipes.write(Recipes.read("printed", text))).isEqualTo(text);
    }

    /** paper-method 3.3 and 11.1. */
    @Test
    void thePapersSchemeHasTheRoomsAndRoundingsOfTheDocument() {
        Recipe paper = Recipes.parse("paper-log4");
        assertThat(paper.rule(Role.ACTIVATION).room()).isEqualTo(1);
        assertThat(paper.rule(Role.ERROR).room()).isEqualTo(1);
        assertThat(paper.rule(Role.GRADIENT).room()).isEqualTo(2);
        assertThat(paper.rule(Role.WEIGHT).room()).isZero();
        for (Role role : List.of(Role.ACTIVATION, Role.ERROR, Role.GRADIENT, Role.WEIGHT)) {
            assertThat(paper.rule(role).scale()).isEqualTo(ScaleRule.TRACKED);
        }
        assertThat(paper.rule(Role.WEIGHT).rounding()).isEqualTo(Rounding.HYSTERESIS);
        assertThat(paper.rule(Role.WEIGHT).perChannel()).isTrue();
        assertThat(paper.rule(Role.MASTER).format().id()).isEqualTo("fp169");
        assertThat(paper.rule(Role.MASTER).rounding()).isEqualTo(Rounding.STOCHASTIC);
        assertThat(paper.decayOfQuantized()).isTrue();
        assertThat(paper.calibration()).isEqualTo(100);
    }

    /** paper-method 11.2: sigmoids, tanh, tanh(c) and h at scale exponent 1; c, and errors everywhere, tracked. */
    @Test
    void thePapersSchemeHasFixedScalesInsideAnLstm() {
        List<Recipe> papers = shipped().stream().filter(r -> r.points().equals("paper")).toList();
        assertThat(papers).hasSize(7);
        for (Recipe paper : papers) {
            for (String place : List.of("gates", "cell-tanh", "hidden")) {
                TensorRule rule = paper.rule(Role.ACTIVATION, "1.lstm." + place, false, false);
                assertThat(rule.scale()).isEqualTo(ScaleRule.FIXED);
                assertThat(rule.exponent()).isEqualTo(1);
                assertThat(rule.format()).isEqualTo(paper.rule(Role.ACTIVATION).format());
                assertThat(paper.rule(Role.ERROR, "1.lstm." + place, false, false).scale()).isEqualTo(ScaleRule.TRACKED);
            }
            for (String place : List.of("1.lstm.cell", "1.lstm.gate-input", "2.linear")) {
                assertThat(paper.rule(Role.ACTIVATION, place, false, false).scale()).as(place).isEqualTo(ScaleRule.TRACKED);
            }
        }
    }

    @Test
    void anOverrideCountsWhereItsPatternFitsAndTheLastOneWins() {
        Recipe r = Recipes.read("mine", """
                {"version": 1, "id": "mine", "weight": {"format": "int8"}, "activation": {"format": "fp134"}, "overrides": [
                  {"where": "3.conv*", "weight": {"format": "int4"}},
                  {"where": "last", "weight": "fp32"},
                  {"where": "*.batchnorm", "activation": {"format": "e4m3fn"}}]}""");
        assertThat(r.rule(Role.WEIGHT, "0.conv.weight", true, false).format().id()).isEqualTo("int8");
        assertThat(r.rule(Role.WEIGHT, "3.conv.weight", false, false).format().id()).isEqualTo("int4");
        assertThat(r.rule(Role.WEIGHT, "13.conv.weight", false, false).format().id()).isEqualTo("int8");
        assertThat(r.rule(Role.WEIGHT, "3.conv.weight", false, true)).isNull();
        assertThat(r.rule(Role.ACTIVATION, "4.batchnorm", false, false).format().id()).isEqualTo("e4m3fn");
        assertThat(r.rule(Role.ACTIVATION, "4.batchnormal", false, true).format().id()).isEqualTo("fp134");
        assertThat(r.rule(Role.ERROR, "4.batchnorm", false, false)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"version\": 2                                                | mine: version: 2 is not an integer from 1 to 1",
        "\"weight\": {\"format\": \"fp9\"}                             | mine: weight: format: unknown format 'fp9'; did you mean",
        "\"weight\": {\"rounding\": \"rne\"}                           | mine: weight: format: is missing",
        "\"weight\": {\"format\": \"log4\", \"scale\": \"floating\"}   | mine: weight: scale: unknown 'floating'; allowed: none exact tracked delayed fixed block",
        "\"weight\": {\"format\": \"log4\", \"room\": -1}              | mine: weight: room: -1 is not an integer from 0 to 64",
        "\"weight\": {\"format\": \"bf16\", \"scale\": \"tracked\"}    | mine: weight: scale: bf16 has no shared scale to track; allowed: none exact delayed",
        "\"weight\": {\"format\": \"log4\", \"scale\": \"none\"}       | mine: weight: scale: log4 has a shared scale; allowed: exact tracked delayed fixed",
        "\"activation\": {\"format\": \"log4\", \"rounding\": \"hysteresis\"} | mine: activation: rounding: hysteresis is for weights",
        "\"activation\": {\"format\": \"log4\", \"granularity\": \"channel\"} | mine: activation: granularity: channel is for weights; allowed: tensor",
        "\"error\": {\"method\": \"sign\"}                             | mine: error: method: sign is for weights and activations",
        "\"activation\": {\"method\": \"ttq\"}                         | mine: activation: method: ttq is for weights",
        "\"weight\": {\"method\": \"sign\", \"format\": \"log4\"}      | mine: weight: format: method sign takes none",
        "\"weight\": {\"format\": \"mxfp8_e4m3\", \"rounding\": \"sr\"} | mine: weight: rounding: sr is not defined for mxfp8_e4m3 in training; allowed: rne",
        "\"weight\": {\"format\": \"binary-xnor\", \"rounding\": \"sr\"} | mine: weight: rounding: sr is not defined for binary-xnor; allowed: rne",
        "\"activation\": {\"format\": \"binary\"}                      | mine: activation: format: binary is for weights",
        "\"master\": {\"format\": \"log4\", \"scale\": \"tracked\"}    | mine: master: format: optimizer state takes floats, lists and integers with scale none or exact",
        "\"wieght\": {\"format\": \"log4\"}                            | mine: wieght: is not a field here; allowed: version id",
        "\"overrides\": [{\"weight\": \"fp32\"}]                       | mine: override 1: where: is missing",
        "\"overrides\": [{\"where\": \"first\", \"master\": \"fp32\"}] | mine: override 1: master: is not a field here; allowed: where activation error weight",
        "\"products\": {\"forward\": \"h100/wgma\"}                    | mine: products: forward: ",
        "\"loss_scaling\": {\"kind\": \"dynamic\", \"initial\": 3}     | mine: loss_scaling: initial 3.0",
        "\"loss_scaling\": {\"kind\": \"static\", \"growht\": 3}       | mine: loss_scaling: growht: is not a field here",
        "\"activation\": {\"format\": \"bf16\", \"scale\": \"fixed\"}   | mine: activation: scale: fixed is for formats with a shared scale",
        "\"activation\": {\"format\": \"log4\", \"scale\": \"fixed\", \"exponent\": 127} | mine: activation: exponent: 127 is beyond the scales of log4",
        "\"activation\": {\"format\": \"log4\", \"exponent\": 1}         | mine: activation: exponent: is for scale fixed",
        "\"error\": {\"format\": \"log4\", \"scale\": \"fixed\"}          | mine: error: scale: fixed is for activations",
        "\"activation\": {\"format\": \"log4\", \"scale\": \"fixed\", \"room\": 1} | mine: activation: room: a fixed scale takes none",
        "\"compression\": {\"method\": \"two-bit\"}                    | mine: compression: method: unknown 'two-bit'; allowed: none one-bit ternary",
        "\"compression\": {\"method\": \"one-bit\", \"clip\": 2}       | mine: compression: clip is for ternary",
        "\"decay\": \"both\"                                           | mine: decay: unknown 'both'; allowed: master quantized",
    })
    void aWrongFieldIsNamedWithWhatIsAllowed(String field, String message) {
        String json = "{\"id\": \"mine\", " + (field.contains("version") ? "" : "\"version\": 1, ") + field + "}";
        assertThatThrownBy(() -> Recipes.read("mine", json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void recipesAreFoundByIdAndByFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.json");
        Files.writeString(file, Recipes.write(Recipes.parse("twn")).replace("\"twn\"", "\"mine\""));
        assertThat(Recipes.parse(file.toString()).id()).isEqualTo("mine");
        assertThatThrownBy(() -> Recipes.parse("papper"))
                .hasMessageStartingWith("unknown recipe 'papper'; allowed: a file ending in .json, or fp32 paper ");
        assertThatThrownBy(() -> Recipes.parse("nowhere.json")).hasMessage("recipe file nowhere.json cannot be read");
    }
}
