package binade.experiments.reproduce;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/** What can be made of the values of several rows. */
enum Function {
    /** Arithmetic mean. */
    MEAN(1) {
        @Override
        Value apply(List<Value> a) {
            return reduce(a, x -> Arrays.stream(x).sum() / x.length);
        }
    },
    MEDIAN(1) {
        @Override
        Value apply(List<Value> a) {
            return reduce(a, x -> new Median().evaluate(x));
        }
    },
    MIN(0) {
        @Override
        Value apply(List<Value> a) {
            return reduce(a, x -> Arrays.stream(x).reduce(Double.POSITIVE_INFINITY, Math::min));
        }
    },
    MAX(0) {
        @Override
        Value apply(List<Value> a) {
            return reduce(a, x -> Arrays.stream(x).reduce(Double.NEGATIVE_INFINITY, Math::max));
        }
    },
    /** Of truths: how many hold. */
    SUM(1) {
        @Override
        Value apply(List<Value> a) {
            return reduce(a, x -> Arrays.stream(x).sum());
        }
    },
    /** Number of rows. */
    COUNT(1) {
        @Override
        Value apply(List<Value> a) {
            return Value.of(a.getFirst().size());
        }
    },
    /** 1 if all hold. */
    ALL(1) {
        @Override
        Value apply(List<Value> a) {
            return reduce(a, x -> Arrays.stream(x).allMatch(v -> v != 0) ? 1 : 0);
        }
    },
    ABS(1) {
        @Override
        Value apply(List<Value> a) {
            return Value.of(Arrays.stream(a.getFirst().numbers()).map(Math::abs).toArray());
        }
    },
    LOG2(1) {
        @Override
        Value apply(List<Value> a) {
            return Value.of(Arrays.stream(a.getFirst().numbers()).map(x -> Math.log(x) / Math.log(2)).toArray());
        }
    },
    /** Whether a number is finite: losses of runs that diverged are not. */
    FINITE(1) {
        @Override
        Value apply(List<Value> a) {
            return Value.of(Arrays.stream(a.getFirst().numbers()).map(x -> Double.isFinite(x) ? 1 : 0).toArray());
        }
    },
    /** Place of the first value among all of the second, smallest first: 1 if none is smaller. */
    PLACE(2) {
        @Override
        Value apply(List<Value> a) {
            double own = a.getFirst().single();
            return Value.of(1 + Arrays.stream(a.getLast().numbers()).filter(x -> x < own).count());
        }
    },
    /** Spearman's rank correlation of two columns. */
    SPEARMAN(2) {
        @Override
        Value apply(List<Value> a) {
            double[] x = a.getFirst().numbers();
            double[] y = a.getLast().numbers();
            if (x.length != y.length || x.length < 3) {
                throw new ExpressionException("spearman of " + x.length + " and " + y.length + " values; needs two columns of at least 3 rows");
            }
            return Value.of(new SpearmansCorrelation().correlation(x, y));
        }
    },
    /** 1 where two columns have the same texts, row by row. */
    SAME(2) {
        @Override
        Value apply(List<Value> a) {
            List<Object> x = a.getFirst().cells();
            List<Object> y = a.getLast().cells();
            if (x.size() != y.size()) {
                throw new ExpressionException("same of " + x.size() + " and " + y.size() + " values");
            }
            return Value.of(IntStream.range(0, x.size()).mapToDouble(i -> x.get(i).equals(y.get(i)) ? 1 : 0).toArray());
        }
    },
    /** The binary32 number of a word of eight hexadecimal digits. */
    F32(1) {
        @Override
        Value apply(List<Value> a) {
            return words(a.getFirst(), 8, Float::intBitsToFloat);
        }
    },
    /** The binary16 number of a word of four hexadecimal digits. */
    F16(1) {
        @Override
        Value apply(List<Value> a) {
            return words(a.getFirst(), 4, w -> Float.float16ToFloat((short) w));
        }
    };

    private final int arguments;

    /** @param arguments how many it takes; 0: any number */
    Function(int arguments) {
        this.arguments = arguments;
    }

    /** @throws ExpressionException if the values are not of the kind it takes */
    abstract Value apply(List<Value> a);

    /** Whether it takes so many arguments. */
    boolean takes(int count) {
        return arguments == 0 ? count >= 1 : count == arguments;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Function parse(String id) {
        return Arrays.stream(values()).filter(f -> f.id().equals(id)).findFirst().orElseThrow(() -> new ExpressionException(
                "no function " + id + "; allowed: " + Arrays.stream(values()).map(Function::id).collect(Collectors.joining(" "))));
    }

    /** All numbers of all arguments made into one. */
    private static Value reduce(List<Value> a, ToDoubleFunction<double[]> to) {
        return Value.of(to.applyAsDouble(a.stream().flatMapToDouble(v -> Arrays.stream(v.numbers())).toArray()));
    }

    private static Value words(Value cells, int digits, IntToDoubleFunction number) {
        return Value.of(cells.cells().stream().mapToDouble(cell -> {
            if (!cell.toString().matches("[0-9a-fA-F]{" + digits + "}")) {
                throw new ExpressionException("'" + cell + "' is not a word of " + digits + " hexadecimal digits");
            }
            return number.applyAsDouble(Integer.parseUnsignedInt(cell.toString(), 16));
        }).toArray());
    }
}
