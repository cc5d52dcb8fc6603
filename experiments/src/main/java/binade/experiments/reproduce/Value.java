package binade.experiments.reproduce;

import java.util.Arrays;
import java.util.List;

/**
 * What an expression is worth: numbers in the order of the rows they come from. Truth is 1, falsehood 0.
 *
 * @param cells numbers, or texts: of numbers, or of words that functions such as {@code f32} read
 */
record Value(List<Object> cells) {
    Value {
        cells = List.copyOf(cells);
    }

    static Value of(double number) {
        return new Value(List.of(number));
    }

    static Value of(double[] numbers) {
        return new Value(Arrays.stream(numbers).<Object>mapToObj(n -> n).toList());
    }

    int size() {
        return cells.size();
    }

    /** @throws ExpressionException if a cell is no number */
    double[] numbers() {
        return cells.stream().mapToDouble(Value::number).toArray();
    }

    /** @throws ExpressionException unless there is exactly one */
    double single() {
        if (cells.size() != 1) {
            throw new ExpressionException(cells.size() + " values where one is needed; take mean(...), min(...), max(...) or another filter");
        }
        return number(cells.getFirst());
    }

    private static double number(Object cell) {
        if (cell instanceof Double d) {
            return d;
        }
        try {
            String text = cell.toString();
            return text.startsWith("2^") ? Math.pow(2, Integer.parseInt(text.substring(2))) : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ExpressionException("'" + cell + "' is not a number");
        }
    }
}
