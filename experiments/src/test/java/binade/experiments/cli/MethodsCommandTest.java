package binade.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import binade.simulator.methods.MethodEntry;
import binade.simulator.methods.MethodKind;
import binade.simulator.methods.Methods;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code methods}, and that what the catalogue names exists. */
class MethodsCommandTest {
    static List<MethodEntry> methods() {
        return Methods.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theClassOfAMethodExists(MethodEntry method) {
        assertThatCode(() -> Class.forName(method.type())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theVerbAndTheOptionsOfAMethodExist(MethodEntry method) {
        CommandLine line = new CommandLine(new Main()).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true);
        CommandLine.ParseResult parsed = line.parseArgs(method.command().split(" "));
        assertThat(parsed.hasSubcommand()).isTrue();
    }

    @Test
    void everyMethodIsListedWithItsCommand() {
        Cli cli = Cli.run("methods");
        assertThat(cli.code()).isZero();
        List<String> lines = cli.out().lines().toList();
        assertThat(lines).hasSize(Methods.all().size() + 1);
        assertThat(lines).anySatisfy(l -> assertThat(l).startsWith("twn ").endsWith("binade train --recipe twn"));
    }

    @Test
    void jsonHasEveryField() {
        JsonNode rows = JsonMapper.shared().readTree(Cli.run("methods", "--json").out());
        assertThat(rows.size()).isEqualTo(Methods.all().size());
        for (JsonNode row : rows) {
            assertThat(row.propertyNames()).containsExactly(
                    "id", "kind", "title", "source", "class", "recipes", "command", "code");
        }
    }

    @Test
    void aKindListsItsOwn() {
        for (MethodKind kind : MethodKind.values()) {
            List<String> rows = Cli.run("methods", "--kind", kind.id(), "--csv").out().lines().skip(1).toList();
            for (MethodEntry m : Methods.of(kind)) {
                assertThat(rows).anyMatch(r -> r.startsWith(m.id() + "," + kind.id() + ","));
            }
        }
    }

    @Test
    void oneMethodIsShownInFull() {
        String out = Cli.run("methods", "xnor-net").out();
        assertThat(out).contains("source   Rastegari et al.", "recipes  xnor-net xnor-net-binary", "Recipes.parse(\"xnor-net\")");
    }

    @Test
    void unknownMethodsAndKindsAreWrongUsage() {
        assertThat(Cli.run("methods", "magic").code()).isEqualTo(2);
        assertThat(Cli.run("methods", "--kind", "magic").err()).contains("unknown kind 'magic'; allowed: post-training ");
        assertThat(Cli.run("methods", "twn", "--kind", "codebook").code()).isEqualTo(2);
    }
}
