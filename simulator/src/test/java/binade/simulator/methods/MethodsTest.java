package binade.simulator.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.simulator.training.recipe.Recipe;
import binade.simulator.training.recipe.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;

class MethodsTest {
    private static String record(String fields) {
        return "{\"methods\": [{" + fields + "}]}";
    }

    @Test
    void everyShippedRecipeBelongsToAMethodAndEveryNamedRecipeIsShipped() {
        List<String> shipped = Recipes.all().stream().map(Recipe::id).toList();
        assertThat(Methods.all().stream().flatMap(m -> m.recipes().stream()).toList())
                .containsExactlyInAnyOrderElementsOf(shipped);
    }

    @Test
    void methodsStandByKind() {
        assertThat(Methods.all().stream().map(MethodEntry::kind).toList()).isSorted();
        for (MethodKind kind : MethodKind.values()) {
            assertThat(Methods.of(kind)).allMatch(m -> m.kind() == kind);
        }
        assertThat(Methods.of(MethodKind.GRADIENT_COMPRESSION)).extracting(MethodEntry::id).contains("one-bit-sgd", "terngrad");
    }

    @Test
    void theCodeOfARecipeNamesIt() {
        assertThat(Methods.parse("twn").code()).anyMatch(line -> line.contains("Recipes.parse(\"twn\")"));
        assertThat(Methods.parse("twn").command()).isEqualTo("train --recipe twn");
    }

    @Test
    void anUnknownMethodIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> Methods.parse("magic"))
                .hasMessageStartingWith("unknown method 'magic'; allowed: ").hasMessageContaining(" twn ");
    }

    @Test
    void aWrongRecordNamesItsField() {
        String good = "\"id\": \"a\", \"title\": \"t\", \"kind\": \"codebook\", \"class\": \"A\"";
        assertThat(Methods.read("m", record(good + ", \"command\": \"c\", \"code\": [\"int i;\"]")).getFirst().source()).isEmpty();
        assertThatThrownBy(() -> Methods.read("m", record(good + ", \"code\": [\"int i;\"]")))
                .hasMessage("m: method 1: command: is missing; only a method with recipes may leave it out");
        assertThatThrownBy(() -> Methods.read("m", record(good + ", \"command\": \"c\"")))
                .hasMessage("m: method 1: code: is missing; allowed: lines of Java");
        assertThatThrownBy(() -> Methods.read("m", record(good.replace("codebook", "book"))))
                .hasMessageContaining("kind: unknown 'book'; allowed: post-training ");
        assertThatThrownBy(() -> Methods.read("m", record(good + ", \"command\": \"c\", \"code\": [\"int i;\"], \"x\": 1")))
                .hasMessageContaining("x: is not a field here");
    }

    @Test
    void codeOfTenLinesIsTooLong() {
        List<String> ten = java.util.Collections.nCopies(10, ";");
        assertThatThrownBy(() -> new MethodEntry("a", "t", MethodKind.CODEBOOK, "", "A", List.of(), "c", ten))
                .hasMessage("method a: code of 10 lines; allowed: 1 to 9");
    }
}
