package binade.experiments.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleBinaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExpressionProperties {
    private static final int DEEPEST = 4;

    /** A text with what it is worth. */
    record Sample(String text, double value) {}

    private static double parsed(String text) {
        return Expression.parse(text).value(_ -> {
            throw new AssertionError();
        }).single();
    }

    @Provide
    Arbitrary<Sample> expressions() {
        return expressions(DEEPEST);
    }

    private Arbitrary<Sample> expressions(int depth) {
        if (depth == 0) {
            return numbers();
        }
        Arbitrary<Sample> inner = expressions(depth - 1);
        return Arbitraries.oneOf(
                numbers(), pairs(inner, "+", (a, b) -> a + b), pairs(inner, "-", (a, b) -> a - b), pairs(inner, "*", (a, b) -> a * b),
                pairs(inner, "/", (a, b) -> a / b), pairs(inner, "<=", (a, b) -> a <= b ? 1 : 0));
    }

    private Arbitrary<Sample> numbers() {
        return Arbitraries.integers().between(0, 1000).map(n -> new Sample(Double.toString(n / 8.0), n / 8.0));
    }

    private Arbitrary<Sample> pairs(Arbitrary<Sample> inner, String sign, DoubleBinaryOperator of) {
        return Combinators.combine(inner, inner).as((a, b) ->
                new Sample("(" + a.text() + sign + b.text() + ")", of.applyAsDouble(a.value(), b.value())));
    }

    @Property
    void parenthesesSayWhatIsMeant(@ForAll("expressions") Sample s) {
        assertEquals(s.value(), parsed(s.text()));
    }

    @Property
    void blanksDoNotMatter(@ForAll("expressions") Sample s) {
        assertEquals(parsed(s.text()), parsed(s.text().replaceAll("([-+*/()]|<=)", " $1 ")));
    }

    @Property
    void productsBindBeforeSums(@ForAll("expressions") Sample a, @ForAll("expressions") Sample b, @ForAll("expressions") Sample c) {
        assertEquals(a.value() + b.value() * c.value(), parsed(a.text() + " + " + b.text() + " * " + c.text()));
        assertEquals(a.value() - b.value() / c.value(), parsed(a.text() + " - " + b.text() + " / " + c.text()));
    }

    @Property
    void textsThatAreNoExpressionAreRefusedInWords(@ForAll String text) {
        try {
            Expression.parse(text);
        } catch (ExpressionException e) {
            assertEquals(false, e.getMessage().isBlank());
        }
    }
}
