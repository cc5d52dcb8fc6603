package binade.experiments.cli;

import binade.formats.BlockFormat;
import binade.formats.Format;
import binade.formats.block.MxFormat;
import binade.formats.block.NvFp4Format;
import binade.formats.block.ScaleRule;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What the id of a block format leaves open. */
final class BlockOptions {
    @Spec(Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--scale-rule", paramLabel = "RULE", converter = Converters.OfScaleRule.class,
            description = "scale of MX blocks: floor ceil even rceil (default: floor)")
    ScaleRule scaleRule;

    @Option(names = "--nvfp4-lo", paramLabel = "LO", converter = Converters.OfNvFp4Bound.class,
            description = "least scale of NVFP4 blocks: 2^-9 (a block of zeros has scale 0) or 2^-6 (torchao), also as"
                    + " decimals (default: 2^-9)")
    NvFp4Format.LowerBound nvfp4Lo;

    @Option(names = "--nvfp4-levels", paramLabel = "L",
            description = "1: a scale per block, 2: and a binary32 scale per tensor, printed first (default: 1)")
    Integer nvfp4Levels;

    /** The block format with these options. */
    BlockFormat configured(BlockFormat format) {
        if (format instanceof NvFp4Format) {
            return new NvFp4Format(
                    nvfp4Levels != null && nvfp4Levels == 2,
                    nvfp4Lo != null ? nvfp4Lo : NvFp4Format.LowerBound.SMALLEST_POSITIVE);
        }
        return format instanceof MxFormat mx && scaleRule != null ? mx.withRule(scaleRule) : format;
    }

    /** Options of a kind of blocks are wrong usage with any other format. */
    void check(Format format) {
        if (scaleRule != null && !(format instanceof MxFormat)) {
            throw usage("--scale-rule does not apply to " + format.id() + "; the MX formats have one");
        }
        if ((nvfp4Lo != null || nvfp4Levels != null) && !(format instanceof NvFp4Format)) {
            throw usage("--nvfp4-lo and --nvfp4-levels do not apply to " + format.id());
        }
        if (nvfp4Levels != null && nvfp4Levels != 1 && nvfp4Levels != 2) {
            throw usage("--nvfp4-levels " + nvfp4Levels + "; allowed: 1 and 2");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
