package binade.simulator.tensorcore;

import binade.simulator.json.JsonFields;
import binade.simulator.tensorcore.UnitArithmetic.Bf16Pairs;
import binade.simulator.tensorcore.UnitArithmetic.Bf16Tile;
import binade.simulator.tensorcore.UnitArithmetic.BitCount;
import binade.simulator.tensorcore.UnitArithmetic.ExactBlock;
import binade.simulator.tensorcore.UnitArithmetic.FusedBlock;
import binade.simulator.tensorcore.UnitArithmetic.FusedChain;
import binade.simulator.tensorcore.UnitArithmetic.IntegerSum;
import binade.simulator.tensorcore.UnitArithmetic.PairwiseBlock;
import binade.simulator.tensorcore.UnitArithmetic.ResultRounding;
import binade.simulator.tensorcore.UnitArithmetic.SaturatingPairs;
import binade.simulator.tensorcore.UnitArithmetic.ScaledGroups;
import binade.simulator.tensorcore.UnitArithmetic.TwoStageBlock;
import binade.simulator.tensorcore.UnitArithmetic.WidenedFp8;
import binade.simulator.tensorcore.UnitArithmetic.ZeroTerms;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@link UnitArithmetic} from and to the JSON of resource and unit files. */
final class ArithmeticJson {
    private static final int LONGEST = 4096;
    private static final int MOST_BITS = 512;
    private static final int EXPONENTS = 4096;

    private ArithmeticJson() {}

    private interface Reader {
        UnitArithmetic read(JsonFields f, AccumulatorFormat accumulator);
    }

    private static final Map<String, Reader> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("fused-block", ArithmeticJson::fusedBlock);
        TYPES.put("fp8-as-fp16", (f, accumulator) -> new WidenedFp8(fusedBlock(f, accumulator)));
        TYPES.put("scaled-groups", (f, _) -> new ScaledGroups(
                f.integer("window", 1, MOST_BITS, 35),
                f.choice("rule", JsonFields.byId(ScaledGroups.Rule.values(), ScaledGroups.Rule::id),
                        ScaledGroups.Rule.DETAILED)));
        TYPES.put("two-stage-block", (f, _) -> twoStage(f));
        TYPES.put("pairwise", (f, _) -> new PairwiseBlock(length(f, 0), f.flag("flushSubnormals")));
        TYPES.put("exact", (f, _) -> new ExactBlock(length(f, 0)));
        TYPES.put("fma-chain", (_, _) -> new FusedChain());
        TYPES.put("bf16-pairs", (_, _) -> new Bf16Pairs());
        TYPES.put("bf16-tile", (_, _) -> new Bf16Tile());
        TYPES.put("integer", (f, _) -> new IntegerSum(f.flag("saturable"), f.flag("saturate")));
        TYPES.put("saturating-pairs", (_, _) -> new SaturatingPairs());
        TYPES.put("popcount", (f, _) -> new BitCount(f.flag("signed")));
    }

    static UnitArithmetic read(JsonFields f, AccumulatorFormat accumulator) {
        UnitArithmetic arithmetic = f.choice("type", TYPES, null).read(f, accumulator);
        f.noMore();
        return arithmetic;
    }

    private static int length(JsonFields f, int min) {
        return f.integer("blockLength", min, LONGEST);
    }

    private static FusedBlock fusedBlock(JsonFields f, AccumulatorFormat accumulator) {
        if (!accumulator.isFloat()) {
            throw f.wrong("type", "needs a floating-point accumulator, not " + accumulator.id());
        }
        int all = accumulator.fractionBits();
        ResultRounding rounding =
                f.choice("rounding", JsonFields.byId(ResultRounding.values(), ResultRounding::id), null);
        int kept = f.integer("resultFractionBits", 1, all, all);
        if (rounding == ResultRounding.NEAREST_EVEN && kept != all) {
            throw f.wrong("resultFractionBits", kept + " with rounding rne; shortened results are truncated: allowed with rz, or "
                    + all);
        }
        return new FusedBlock(
                length(f, 1),
                f.integer("fractionBits", 1, MOST_BITS),
                f.has("floor") ? f.integer("floor", -EXPONENTS, EXPONENTS) : null,
                f.choice("zeroTerms", JsonFields.byId(ZeroTerms.values(), ZeroTerms::id), ZeroTerms.IGNORED),
                rounding,
                kept);
    }

    private static TwoStageBlock twoStage(JsonFields f) {
        int length = length(f, 1);
        boolean interleaved = f.flag("interleaved");
        if (interleaved && length % 2 != 0) {
            throw f.wrong("blockLength", length + " is odd; an interleaved block needs an even number");
        }
        int product = f.integer("productFractionBits", 1, MOST_BITS);
        int sum = f.integer("sumFractionBits", product, MOST_BITS);
        return new TwoStageBlock(length, product, sum, f.integer("accumulatorFractionBits", 1, sum), interleaved);
    }

    /** What {@link #read} reads. */
    static ObjectNode write(UnitArithmetic arithmetic) {
        ObjectNode o = JsonNodeFactory.instance.objectNode().put("type", arithmetic.type());
        switch (arithmetic) {
            case FusedBlock b -> fused(o, b);
            case WidenedFp8 w -> fused(o, w.block());
            case ScaledGroups g -> o.put("window", g.window()).put("rule", g.rule().id());
            case TwoStageBlock b -> o.put("blockLength", b.blockLength())
                    .put("productFractionBits", b.productFractionBits())
                    .put("sumFractionBits", b.sumFractionBits())
                    .put("accumulatorFractionBits", b.accumulatorFractionBits())
                    .put("interleaved", b.interleaved());
            case PairwiseBlock b -> o.put("blockLength", b.blockLength()).put("flushSubnormals", b.flushSubnormals());
            case ExactBlock b -> o.put("blockLength", b.blockLength());
            case IntegerSum s -> o.put("saturable", s.saturable()).put("saturate", s.saturate());
            case BitCount c -> o.put("signed", c.signed());
            case FusedChain _, Bf16Pairs _, Bf16Tile _, SaturatingPairs _ -> o.size();
        }
        return o;
    }

    private static void fused(ObjectNode o, FusedBlock b) {
        o.put("blockLength", b.blockLength())
                .put("fractionBits", b.fractionBits())
                .put("zeroTerms", b.zeroTerms().id())
                .put("rounding", b.rounding().id())
                .put("resultFractionBits", b.resultFractionBits());
        if (b.floor() != null) {
            o.put("floor", b.floor());
        }
    }

    /** The arithmetic with fields set: NAME=VALUE, VALUE a number, true, false, none (absent) or a name. */
    static UnitArithmetic with(UnitArithmetic arithmetic, Map<String, String> settings, AccumulatorFormat accumulator) {
        ObjectNode o = write(arithmetic);
        if (settings.containsKey("type")) { // the other fields of the old type are of no use, but its block length is
            o.retain("blockLength");
        }
        settings.forEach((name, value) -> {
            if (value.equals("none")) {
                o.remove(name);
            } else if (value.equals("true") || value.equals("false")) {
                o.put(name, Boolean.parseBoolean(value));
            } else if (value.matches("[+-]?\\d{1,9}")) {
                o.put(name, Integer.parseInt(value));
            } else {
                o.put(name, value);
            }
        });
        return read(JsonFields.of("arithmetic", o), accumulator);
    }
}
