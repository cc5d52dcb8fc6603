package binade.experiments.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final String RUNS = """
            [{"recipe": "a", "seed": 0, "loss": 1.0, "word": "3f800000"},
             {"recipe": "a", "seed": 1, "loss": 3.0, "word": "40000000"},
             {"recipe": "b-1", "seed": 0, "loss": 0.5, "word": "40400000"},
             {"recipe": "b-1", "seed": 1, "loss": null, "word": "zz"}]
            """;

    private static double value(String expression) {
        Tables tables = Tables.of(new Measurement("m", "train", "train", List.of(), Map.of()), RUNS);
        return Expression.parse(expression).value(tables::look).single();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "1 + 2 * 3; 7", "(1 + 2) * 3; 9", "10 - 4 - 3; 3", "16 / 4 / 2; 2", "2 ^ 3 ^ 2; 512", "-2 ^ 2; -4", "2^-1; 0.5", "1 - 2^-1; 0.5",
        "1.5e3; 1500", "1 < 2; 1", "2 < 1; 0", "1 < 2 < 3; 1", "1 < 3 < 2; 0", "0.5 <= 0.5 and 2 >= 3; 0", "1 = 1; 1", "min(3, 1, 2); 1",
        "max(3, 1, 2); 3", "abs(-2); 2", "log2(8); 3", "abs(1 - 3) / 4; 0.5"
    })
    void isWorkedOutAsInMathematics(String expression, double expected) {
        assertEquals(expected, Expression.parse(expression).value(_ -> {
            throw new AssertionError("no reference here");
        }).single());
    }

    @Test
    void columnsAreTakenRowByRow() {
        assertEquals(2, value("mean(m[recipe=a].loss)"));
        assertEquals(1, value("m[recipe=a;seed=0].loss - 2 * 0"));
        assertEquals(2, value("count(m[seed=1].recipe)"));
        assertEquals(0.5, value("min(m[seed=0].loss)"));
        assertEquals(4, value("sum(m[recipe=a].loss)"));
        assertEquals(1, value("sum(m[recipe=a].loss > m[recipe=b-1].loss)"), "with NaN nothing is greater");
        assertEquals(1, value("sum(finite(m[recipe=b-1].loss))"));
        assertEquals(2, value("place(m[recipe=a;seed=0].loss, m[seed=0].loss)"));
        assertEquals(2, value("median(m[recipe=a].loss)"));
    }

    @Test
    void wordsBecomeNumbers() {
        assertEquals(1, value("f32(m[recipe=a;seed=0].word)"));
        assertEquals(2, value("f32(m[recipe=a;seed=1].word)"), "also where all digits are decimal");
        assertEquals(1, value("same(m[seed=0;recipe=a].word, m[seed=0;recipe=a].word)"));
        assertEquals(0, value("same(m[seed=0;recipe=a].word, m[seed=1;recipe=a].word)"));
        assertTrue(assertThrows(ExpressionException.class, () -> value("f32(m[recipe=b-1;seed=1].word)")).getMessage().contains("'zz'"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "m.nothing; no column nothing; there are: recipe seed loss word", "m[recipe=c].loss; none of 4 rows",
        "m.loss; 4 values where one is needed", "m.table.loss; no table table", "m[seed=0].recipe + 1; 'a' is not a number",
        "m.loss + m[recipe=a].loss; 4 values + 2 values", "m; measurement.column"
    })
    void whatIsNotThereIsNamed(String expression, String message) {
        String said = assertThrows(ExpressionException.class, () -> value(expression)).getMessage();
        assertTrue(said.contains(message), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "1 +; the end", "(1; ')'", "foo(1); no function foo", "spearman(1); does not take 1 arguments", "1 2; an operator or the end",
        "m[recipe].loss; not column=text", "m[recipe=a.loss; ']'", "m[recipe=a]; '.' and a column", "''; the end", "m. ; a name"
    })
    void errorsNameThePlace(String expression, String message) {
        String said = assertThrows(ExpressionException.class, () -> Expression.parse(expression)).getMessage();
        assertTrue(said.contains(message), said);
    }

    @Test
    void nestingIsBounded() {
        assertThrows(ExpressionException.class, () -> Expression.parse("(".repeat(100_000)));
        assertThrows(ExpressionException.class, () -> Expression.parse("-".repeat(100_000) + "1"));
        assertThrows(ExpressionException.class, () -> Expression.parse("2" + "^2".repeat(100_000)));
    }

    @Test
    void namesAreTheMeasurements() {
        assertEquals(Set.of("a", "b"), Expression.parse("mean(a[x=1].y) - b.t.z * 2").names());
    }
}
