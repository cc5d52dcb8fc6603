package binade.experiments.reproduce;

import binade.experiments.reproduce.Expression.Call;
import binade.experiments.reproduce.Expression.Constant;
import binade.experiments.reproduce.Expression.Filter;
import binade.experiments.reproduce.Expression.Operator;
import binade.experiments.reproduce.Expression.Pair;
import binade.experiments.reproduce.Expression.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recursive descent over the grammar of {@link Expression}. */
final class ExpressionParser {
    private static final Pattern NUMBER = Pattern.compile("(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final List<Operator> COMPARISONS =
            List.of(Operator.AT_MOST, Operator.AT_LEAST, Operator.LESS, Operator.GREATER, Operator.EQUAL);
    private static final int DEEPEST = 100;

    private final String text;
    private int at;
    private int depth;

    ExpressionParser(String text) {
        this.text = text;
    }

    Expression parse() {
        Expression e = conjunction();
        if (at < text.length()) {
            throw wrong("an operator or the end");
        }
        return e;
    }

    private Expression conjunction() {
        if (++depth > DEEPEST) {
            throw new ExpressionException("more than " + DEEPEST + " parentheses within each other");
        }
        Expression e = comparison();
        while (word("and")) {
            e = new Pair(Operator.AND, e, comparison());
        }
        depth--;
        return e;
    }

    private Expression comparison() {
        Expression left = sum();
        Expression all = null;
        while (true) {
            Operator operator = COMPARISONS.stream().filter(o -> sign(o.sign())).findFirst().orElse(null);
            if (operator == null) {
                return all == null ? left : all;
            }
            Expression right = sum();
            Expression link = new Pair(operator, left, right);
            all = all == null ? link : new Pair(Operator.AND, all, link);
            left = right;
        }
    }

    private Expression sum() {
        Expression e = product();
        while (true) {
            if (sign("+")) {
                e = new Pair(Operator.ADD, e, product());
            } else if (sign("-")) {
                e = new Pair(Operator.SUBTRACT, e, product());
            } else {
                return e;
            }
        }
    }

    private Expression product() {
        Expression e = factor();
        while (true) {
            if (sign("*")) {
                e = new Pair(Operator.MULTIPLY, e, factor());
            } else if (sign("/")) {
                e = new Pair(Operator.DIVIDE, e, factor());
            } else {
                return e;
            }
        }
    }

    private Expression factor() {
        if (++depth > DEEPEST) {
            throw new ExpressionException("more than " + DEEPEST + " signs or powers in a row");
        }
        Expression e;
        if (sign("-")) {
            e = new Pair(Operator.SUBTRACT, new Constant(0), factor());
        } else {
            e = atom();
            if (sign("^")) {
                e = new Pair(Operator.POWER, e, factor());
            }
        }
        depth--;
        return e;
    }

    private Expression atom() {
        if (sign("(")) {
            Expression e = conjunction();
            need(")");
            return e;
        }
        String number = match(NUMBER);
        if (number != null) {
            return new Constant(Double.parseDouble(number));
        }
        String name = match(NAME);
        if (name == null) {
            throw wrong("a number, a name, a function or a parenthesis");
        }
        return sign("(") ? call(name) : reference(name);
    }

    private Expression call(String name) {
        Function function = Function.parse(name);
        List<Expression> arguments = new ArrayList<>();
        do {
            arguments.add(conjunction());
        } while (sign(","));
        need(")");
        if (!function.takes(arguments.size())) {
            throw new ExpressionException(name + " does not take " + arguments.size() + " arguments");
        }
        return new Call(function, List.copyOf(arguments));
    }

    private Expression reference(String first) {
        List<String> path = new ArrayList<>(List.of(first));
        List<Filter> filters = new ArrayList<>();
        while (next('.')) {
            path.add(name());
        }
        if (next('[')) {
            int end = text.indexOf(']', at);
            if (end < 0) {
                throw wrong("']' somewhere behind");
            }
            for (String condition : text.substring(at, end).split(";")) {
                int equals = condition.indexOf('=');
                if (equals < 1) {
                    throw new ExpressionException("'" + condition + "' is not column=text");
                }
                filters.add(new Filter(condition.substring(0, equals).strip(), condition.substring(equals + 1).strip()));
            }
            at = end + 1;
            if (!next('.')) {
                throw wrong("'.' and a column");
            }
            path.add(name());
        }
        return new Reference(List.copyOf(path), List.copyOf(filters));
    }

    private String name() {
        String name = match(NAME);
        if (name == null) {
            throw wrong("a name");
        }
        return name;
    }

    private void need(String sign) {
        if (!sign(sign)) {
            throw wrong("'" + sign + "'");
        }
    }

    /** Takes the character if it comes next, without blanks. */
    private boolean next(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean sign(String sign) {
        blanks();
        if (text.startsWith(sign, at)) {
            at += sign.length();
            return true;
        }
        return false;
    }

    private boolean word(String word) {
        blanks();
        Matcher m = NAME.matcher(text).region(at, text.length());
        if (m.lookingAt() && m.group().equals(word)) {
            at = m.end();
            return true;
        }
        return false;
    }

    private String match(Pattern pattern) {
        blanks();
        Matcher m = pattern.matcher(text).region(at, text.length());
        if (!m.lookingAt()) {
            return null;
        }
        at = m.end();
        return m.group();
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private ExpressionException wrong(String allowed) {
        return new ExpressionException("'" + text + "' at character " + (at + 1) + ": "
                + (at < text.length() ? "'" + text.charAt(at) + "'" : "the end") + "; allowed: " + allowed);
    }
}
