package binade.formats.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import binade.formats.Formats;
import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.formats.kernel.RoundingPlan.Method;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("kernel")
class KernelsTest {
    /** Whether this process was started with the module: asked of the command line, not of the code under test. */
    private static final boolean MODULE_ADDED = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .anyMatch(argument -> argument.contains("jdk.incubator.vector"));

    @Test
    void the_vector_kernel_is_chosen_exactly_where_the_module_is() {
        assertThat(Kernels.vectorised()).isEqualTo(MODULE_ADDED);
        assertThat(Kernels.rounding().getClass().getSimpleName())
                .isEqualTo(MODULE_ADDED ? "VectorRoundingKernel" : "ScalarRoundingKernel");
        assertThat(Kernels.describe()).startsWith(MODULE_ADDED ? "vector, " : "scalar");
    }

    @Test
    void a_forced_kernel_that_is_absent_is_an_error() {
        try {
            System.setProperty("binade.kernel", "scalar");
            assertThat(Kernels.vectorised()).isFalse();
            System.setProperty("binade.kernel", "vector");
            if (MODULE_ADDED) {
                assertThat(Kernels.vectorised()).isTrue();
            } else {
                assertThatThrownBy(Kernels::vectorised).hasMessageContaining("--add-modules jdk.incubator.vector");
            }
            System.setProperty("binade.kernel", "gpu");
            assertThatThrownBy(Kernels::vectorised).hasMessage("binade.kernel=gpu; allowed: auto, scalar, vector");
        } finally {
            System.clearProperty("binade.kernel");
        }
    }

    /** Else a kernel test might compare a fallback with itself. */
    @ParameterizedTest
    @CsvSource({
        "fp134, 0, UNIFORM", "fp143, 0, UNIFORM", "fp152, 0, UNIFORM", "log4, 3, UNIFORM", "sm8, 0, UNIFORM",
        "e4m3fn, 0, UNIFORM", "e5m2, 0, UNIFORM", "fp16, 0, UNIFORM", "'float:6,9,31', 0, UNIFORM", "int8, 6, UNIFORM",
        "w8-050, 0, TABLE", "w8-120, -5, TABLE", "'list:4x14,0', 0, TABLE", "bf16, 0, TOP_BITS", "tf32, 0, TOP_BITS",
        "fp32, 0, IDENTITY", "fp152, -117, SCALAR", "'list:24,0', 0, SCALAR"
    })
    void each_format_takes_its_method(String id, int scale, Method method) {
        assertThat(RoundingPlan.of(Formats.parse(id), scale, Overflow.SAT_FINITE).method()).isEqualTo(method);
    }

    @Test
    void saturating_plans_have_vector_loops_for_every_rounding() {
        Assumptions.assumeTrue(MODULE_ADDED);
        for (String id : List.of("fp134", "fp152", "log4", "w8-050", "int8", "uint8", "e4m3fn", "float:6,9,31", "q3.4")) {
            RoundingPlan plan = RoundingPlan.of(Formats.parse(id), 0, Overflow.SAT_FINITE);
            boolean fits = NearestLoops.tableFits(plan) || plan.method() == Method.UNIFORM;
            for (Rounding rounding : Rounding.values()) {
                assertThat(StepLoops.cover(plan, rounding, 23)).as("%s %s", id, rounding).isEqualTo(fits);
            }
        }
    }

    @Test
    void a_scale_that_leaves_binary32_is_refused() {
        assertThatThrownBy(() -> RoundingPlan.of(Formats.parse("fp134"), 127, Overflow.SAT_FINITE))
                .hasMessage("scale 127 of format fp134 is outside -139 to 126");
        assertThatThrownBy(() -> RoundingPlan.of(Formats.parse("bf16"), 1, Overflow.SAT_FINITE))
                .hasMessage("format bf16 has no scale; scale 1 given");
    }
}
