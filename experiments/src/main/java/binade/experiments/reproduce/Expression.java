package binade.experiments.reproduce;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;

/**
 * A quantity or a relation.
 *
 * <pre>
 * expression  = comparison { "and" comparison }
 * comparison  = sum { ("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "=") sum }         a chain: 0.5 * paper &lt;= ours &lt;= 2 * paper
 * sum         = product { ("+" | "-") product }
 * product     = factor { ("*" | "/") factor }
 * factor      = "-" factor | atom [ "^" factor ]
 * atom        = number | "(" expression ")" | function "(" expression { "," expression } ")" | reference
 * reference   = name { "." name } [ "[" column "=" text { ";" column "=" text } "]" "." name ]
 * </pre>
 *
 * <p>A reference is a column of a table that a measurement printed, for the rows whose cells are the given texts. Values of
 * several rows are taken together row by row: {@code train[recipe=a].loss - train[recipe=b].loss} is a difference per seed.
 * A comparison is 1 where it holds, else 0; with NaN none holds.
 */
sealed interface Expression {
    /** Where references are looked up. */
    @FunctionalInterface
    interface Scope {
        /** @throws ExpressionException if there is no such column or no such row */
        Value look(Reference reference);
    }

    /** @throws ExpressionException if the tables do not have what is asked for */
    Value value(Scope scope);

    /** Adds the first names of all references. */
    void collect(Set<String> names);

    /** First names of all references. */
    default Set<String> names() {
        Set<String> names = new TreeSet<>();
        collect(names);
        return names;
    }

    /** @throws ExpressionException naming the place and what could stand there */
    static Expression parse(String text) {
        return new ExpressionParser(text).parse();
    }

    /** A condition on a row. */
    record Filter(String column, String text) {}

    /** {@code path[filters].column}; the first name of the path is a measurement or {@code ours} or {@code paper}. */
    record Reference(List<String> path, List<Filter> filters) implements Expression {
        @Override
        public Value value(Scope scope) {
            return scope.look(this);
        }

        @Override
        public void collect(Set<String> names) {
            names.add(path.getFirst());
        }

        @Override
        public String toString() {
            return String.join(".", path) + (filters.isEmpty() ? "" : filters.stream()
                    .map(f -> f.column() + "=" + f.text()).toList());
        }
    }

    /** A number. */
    record Constant(double number) implements Expression {
        @Override
        public Value value(Scope scope) {
            return Value.of(number);
        }

        @Override
        public void collect(Set<String> names) {
            // none
        }
    }

    /** {@code name(arguments)}. */
    record Call(Function function, List<Expression> arguments) implements Expression {
        @Override
        public Value value(Scope scope) {
            return function.apply(arguments.stream().map(a -> a.value(scope)).toList());
        }

        @Override
        public void collect(Set<String> names) {
            arguments.forEach(a -> a.collect(names));
        }
    }

    /** Two operands, row by row; one that has a single row goes with every row of the other. */
    record Pair(Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public Value value(Scope scope) {
            double[] a = left.value(scope).numbers();
            double[] b = right.value(scope).numbers();
            if (a.length != b.length && a.length != 1 && b.length != 1) {
                throw new ExpressionException(a.length + " values " + operator.sign + " " + b.length + " values");
            }
            int n = a.length == 1 ? b.length : a.length;
            double[] result = new double[n];
            for (int i = 0; i < n; i++) {
                result[i] = operator.of.applyAsDouble(a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]);
            }
            return Value.of(result);
        }

        @Override
        public void collect(Set<String> names) {
            left.collect(names);
            right.collect(names);
        }
    }

    /** What stands between two operands. */
    enum Operator {
        ADD("+", (a, b) -> a + b),
        SUBTRACT("-", (a, b) -> a - b),
        MULTIPLY("*", (a, b) -> a * b),
        DIVIDE("/", (a, b) -> a / b),
        POWER("^", Math::pow),
        LESS("<", (a, b) -> a < b ? 1 : 0),
        AT_MOST("<=", (a, b) -> a <= b ? 1 : 0),
        GREATER(">", (a, b) -> a > b ? 1 : 0),
        AT_LEAST(">=", (a, b) -> a >= b ? 1 : 0),
        EQUAL("=", (a, b) -> a == b ? 1 : 0),
        AND("and", (a, b) -> a != 0 && b != 0 ? 1 : 0);

        private final String sign;
        private final DoubleBinaryOperator of;

        Operator(String sign, DoubleBinaryOperator of) {
            this.sign = sign;
            this.of = of;
        }

        String sign() {
            return sign;
        }
    }
}
