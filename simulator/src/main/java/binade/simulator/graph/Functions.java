package binade.simulator.graph;

import binade.simulator.matrix.Sigmoids;
import binade.simulator.network.Erf;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** The functions of {@link Unary}, with the derivatives that PyTorch uses at corners. */
public final class Functions {
    private static final double INVERSE_ROOT_2PI = 0.3989422804014327;
    private static final double ROOT_2_BY_PI = 0.7978845608028654;
    private static final double TWO_BY_ROOT_PI = 1.1283791670955126;
    private static final double CUBIC = 0.044715;

    private Functions() {}

    /** max(x, 0). */
    public record Relu() implements Unary.Function {
        @Override
        public double of(double x) {
            return x > 0 ? x : 0;
        }

        @Override
        public double slope(double x, double y) {
            return x > 0 ? 1 : 0;
        }
    }

    /** x where it is positive, else a multiple. */
    public record LeakyRelu(double alpha) implements Unary.Function {
        @Override
        public double of(double x) {
            return x > 0 ? x : alpha * x;
        }

        @Override
        public double slope(double x, double y) {
            return x > 0 ? 1 : alpha;
        }
    }

    /** x kept between two bounds; at them the gradient passes. */
    public record Clip(double min, double max) implements Unary.Function {
        @Override
        public double of(double x) {
            return Math.min(max, Math.max(min, x));
        }

        @Override
        public double slope(double x, double y) {
            return x >= min && x <= max ? 1 : 0;
        }
    }

    /** x times 0 to 1, linear between -3 and 3. */
    public record HardSwish() implements Unary.Function {
        @Override
        public double of(double x) {
            return x * Math.min(1, Math.max(0, x / 6 + 0.5));
        }

        @Override
        public double slope(double x, double y) {
            return x <= -3 ? 0 : x < 3 ? x / 3 + 0.5 : 1;
        }
    }

    /** alpha x + beta kept between 0 and 1. */
    public record HardSigmoid(double alpha, double beta) implements Unary.Function {
        @Override
        public double of(double x) {
            return Math.min(1, Math.max(0, alpha * x + beta));
        }

        @Override
        public double slope(double x, double y) {
            double z = alpha * x + beta;
            return z > 0 && z < 1 ? alpha : 0;
        }
    }

    /** 1 / (1 + exp(-x)). */
    public record Sigmoid() implements Unary.Function {
        @Override
        public double of(double x) {
            return logistic(x);
        }

        @Override
        public double slope(double x, double y) {
            return y * (1 - y);
        }
    }

    /** Hyperbolic tangent. */
    public record Tanh() implements Unary.Function {
        @Override
        public double of(double x) {
            return StrictMath.tanh(x);
        }

        @Override
        public double slope(double x, double y) {
            return 1 - y * y;
        }
    }

    /** x logistic(alpha x). */
    public record Swish(double alpha) implements Unary.Function {
        @Override
        public double of(double x) {
            return x * logistic(alpha * x);
        }

        @Override
        public double slope(double x, double y) {
            double s = logistic(alpha * x);
            return s + alpha * x * s * (1 - s);
        }
    }

    /** x tanh(log(1 + exp x)). */
    public record Mish() implements Unary.Function {
        @Override
        public double of(double x) {
            return x * StrictMath.tanh(softplus(x));
        }

        @Override
        public double slope(double x, double y) {
            double t = StrictMath.tanh(softplus(x));
            return t + x * (1 - t * t) * logistic(x);
        }
    }

    /** x Phi(x), or its approximation by a hyperbolic tangent. */
    public record Gelu(boolean approximate) implements Unary.Function {
        @Override
        public double of(double x) {
            return x * share(x);
        }

        private double share(double x) {
            return approximate
                    ? logistic(2 * ROOT_2_BY_PI * (x + CUBIC * x * x * x))
                    : 0.5 * (1 + Erf.of(x * Math.sqrt(0.5)));
        }

        @Override
        public double slope(double x, double y) {
            double s = share(x);
            return approximate
                    ? s + 2 * x * s * (1 - s) * ROOT_2_BY_PI * (1 + 3 * CUBIC * x * x)
                    : s + x * INVERSE_ROOT_2PI * exp(-0.5 * x * x);
        }
    }

    /** scale times x where positive, else scale times alpha times (exp(x / width) - 1). */
    public record Elu(double alpha, double scale, double width) implements Unary.Function {
        @Override
        public double of(double x) {
            return scale * (x > 0 ? x : alpha * StrictMath.expm1(x / width));
        }

        @Override
        public double slope(double x, double y) {
            return scale * (x > 0 ? 1 : alpha / width * exp(x / width));
        }
    }

    /** Any smooth function with its derivative of x and y. */
    public record Smooth(DoubleUnaryOperator value, java.util.function.DoubleBinaryOperator derivative)
            implements Unary.Function {
        @Override
        public double of(double x) {
            return value.applyAsDouble(x);
        }

        @Override
        public double slope(double x, double y) {
            return derivative.applyAsDouble(x, y);
        }
    }

    /** A truth value; it has no gradient. */
    public record Test(DoublePredicate predicate) implements Unary.Function {
        @Override
        public double of(double x) {
            return predicate.test(x) ? 1 : 0;
        }

        @Override
        public double slope(double x, double y) {
            return 0;
        }

        @Override
        public Value.Kind kind() {
            return Value.Kind.BOOLEAN;
        }
    }

    /** A conversion to integers, toward zero; it has no gradient. */
    public record ToInteger() implements Unary.Function {
        @Override
        public double of(double x) {
            return x < 0 ? Math.ceil(x) : Math.floor(x);
        }

        @Override
        public double slope(double x, double y) {
            return 0;
        }

        @Override
        public Value.Kind kind() {
            return Value.Kind.INTEGER;
        }
    }

    /** A step function: flat, so that no gradient passes. */
    public record Step(DoubleUnaryOperator value) implements Unary.Function {
        @Override
        public double of(double x) {
            return value.applyAsDouble(x);
        }

        @Override
        public double slope(double x, double y) {
            return 0;
        }
    }

    /** The smooth function with this name in ONNX, or null. */
    public static Unary.Function named(String operator) {
        return switch (operator) {
            case "Relu" -> new Relu();
            case "Sigmoid" -> new Sigmoid();
            case "Tanh" -> new Tanh();
            case "HardSwish" -> new HardSwish();
            case "Mish" -> new Mish();
            case "Exp" -> new Smooth(Functions::exp, (_, y) -> y);
            case "Log" -> new Smooth(StrictMath::log, (x, _) -> 1 / x);
            case "Sqrt" -> new Smooth(Math::sqrt, (_, y) -> 0.5 / y);
            case "Reciprocal" -> new Smooth(x -> 1 / x, (_, y) -> -y * y);
            case "Neg" -> new Smooth(x -> -x, (_, _) -> -1);
            case "Abs" -> new Smooth(Math::abs, (x, _) -> Math.signum(x));
            case "Erf" -> new Smooth(Erf::of, (x, _) -> TWO_BY_ROOT_PI * exp(-x * x));
            case "Sin" -> new Smooth(StrictMath::sin, (x, _) -> StrictMath.cos(x));
            case "Cos" -> new Smooth(StrictMath::cos, (x, _) -> -StrictMath.sin(x));
            case "Softplus" -> new Smooth(Functions::softplus, (x, _) -> logistic(x));
            case "Softsign" -> new Smooth(x -> x / (1 + Math.abs(x)), (x, _) -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))));
            case "Floor" -> new Step(Math::floor);
            case "Ceil" -> new Step(Math::ceil);
            case "Round" -> new Step(Math::rint);
            case "Sign" -> new Step(Math::signum);
            case "IsNaN" -> new Test(Double::isNaN);
            case "IsInf" -> new Test(Double::isInfinite);
            case "Not" -> new Test(x -> x == 0);
            default -> null;
        };
    }

    private static double softplus(double x) {
        return x > 30 ? x : StrictMath.log1p(exp(x));
    }

    private static double logistic(double x) {
        return 1 / (1 + exp(-x));
    }

    /** exp(x) from 0 to infinity. */
    static double exp(double x) {
        return x < -700 ? 0 : x > 700 ? Double.POSITIVE_INFINITY : Sigmoids.exp(x); // NaN stays NaN
    }
}
