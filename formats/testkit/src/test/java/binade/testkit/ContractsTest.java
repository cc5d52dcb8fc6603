package binade.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import binade.formats.Overflow;
import binade.formats.Rounding;
import binade.testkit.vectors.RoundingSpec;
import binade.testkit.vectors.TestVector;
import binade.testkit.vectors.VectorGenerator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherFactory;

/** The contracts pass what is right, and each classic mistake breaks the law that names it. */
class ContractsTest {
    /** Message by property that failed. */
    private static TreeMap<String, String> failures(Class<?> test) {
        TreeMap<String, String> failed = new TreeMap<>();
        LauncherFactory.create().execute(request().selectors(selectClass(test))
                .configurationParameter("jqwik.reporting.usejunitplatform", "true") // not on the standard output
                .build(), new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                if (id.isTest()) {
                    result.getThrowable().ifPresent(t -> failed.put(id.getDisplayName(), String.valueOf(t.getMessage())));
                }
            }
        });
        return failed;
    }

    @Test
    void a_naive_but_right_implementation_passes() {
        assertThat(failures(ExampleTest.class)).isEmpty();
    }

    @Test
    void add_half_and_truncate_is_seen_on_ties() {
        assertThat(failures(Broken.AddHalfAndTruncate.class)).containsOnlyKeys("resultsAreExact");
        assertThat(failures(Broken.AddHalfAndTruncate.class).get("resultsAreExact"))
                .contains("e4m3fn rne sat-finite: the result is the exact one; x = 0x", "exact is ");
    }

    @Test
    void a_range_check_before_rounding_is_seen_above_the_largest_value() {
        assertThat(failures(Broken.RangeCheckBeforeRounding.class)).containsKeys("resultsAreExact", "overflowFollowsItsRule");
    }

    @Test
    void flushed_subnormals_are_not_nearest() {
        assertThat(failures(Broken.FlushedSubnormals.class)).containsKeys("resultsAreExact", "nearestIsNearest");
    }

    @Test
    void double_rounding_is_seen_beside_ties() {
        assertThat(failures(Broken.DoubleRoundingThroughFp16.class)).containsKeys("resultsAreExact", "nearestIsNearest");
    }

    @Test
    void minus_zero_in_fnuz_is_no_value() {
        assertThat(failures(Broken.MinusZeroInFnuz.class)).containsKeys("resultsAreInTheFormat");
        assertThat(failures(Broken.SignBitOfFnuzIsZero.class))
                .containsKeys("codesHaveTheirValues", "minusZeroIsZeroWhereItDoesNotExist");
    }

    @Test
    void nan_that_becomes_infinity_is_seen() {
        assertThat(failures(Broken.NanBecomesInfinity.class)).containsKeys("resultsAreExact", "nanStaysNan");
    }

    /** The library itself keeps every law, in every rule of every family. */
    @ParameterizedTest
    @ValueSource(strings = {"e4m3fn", "e5m2", "e4m3fnuz", "e8m0fnu", "e2m1fn", "fp134", "log4", "sm8", "int8", "uint4", "q3.4",
        "uq0.8", "float:6,9,31", "binary8p3se", "binary8p3uf", "posit8_2", "lns8_3", "nf4", "fp16", "bf16", "w8-050"})
    void the_library_keeps_every_law(String id) {
        RoundingSpec base = RoundingSpec.of(id);
        for (Rounding rounding : Rounding.values()) {
            for (Overflow overflow : Overflow.values()) {
                if (base.format().supports(rounding)) {
                    check(base.with(rounding, 6).with(overflow));
                }
            }
        }
    }

    private static void check(RoundingSpec spec) {
        RoundingLaws laws = new RoundingLaws(spec, spec::library);
        List<TestVector> vectors = new VectorGenerator(spec).generate(1, 11, 300);
        SplittableRandom random = new SplittableRandom(5);
        for (TestVector v : vectors) {
            TestVector other = vectors.get(random.nextInt(vectors.size()));
            laws.equalsExact(v);
            laws.nanStaysNan(v);
            laws.isInFormat(v);
            laws.nearestIsNearest(v);
            laws.monotone(v, other.x());
            laws.idempotent(v, other);
            laws.oddSymmetry(v);
            laws.overflowFollowsItsRule(v);
            laws.hysteresisHoldsOn(v);
            laws.randomBitsMoveOneWay(v, other.random());
        }
    }
}
