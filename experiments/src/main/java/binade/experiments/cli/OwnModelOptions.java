package binade.experiments.cli;

import binade.experiments.onnx.OwnModel;
import binade.experiments.study.AngleSubject;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** A network of the user's own, instead of a workload. */
final class OwnModelOptions {
    @Option(names = "--model", paramLabel = "FILE",
            description = "a network of your own in ONNX format, instead of a workload; with --data D.npz (docs/own-models.md)")
    Path model;

    @Option(names = "--loss", paramLabel = "L", defaultValue = "cross-entropy",
            description = "of --model: cross-entropy, mse (default: ${DEFAULT-VALUE})")
    String lossId;

    boolean isGiven() {
        return model != null;
    }

    /** @throws ParameterException if options are given that do not go together */
    void check(CommandSpec spec, Path data, String placement) {
        ParseResult given = spec.commandLine().getParseResult();
        if (!isGiven()) {
            if (given.hasMatchedOption("--loss")) {
                throw new ParameterException(spec.commandLine(), "--loss belongs to --model");
            }
            return;
        }
        StudyOptions.refuse(spec, "--model", "--workload", "--checkpoint", "--seed");
        if (data == null) {
            throw new ParameterException(spec.commandLine(), "--model needs --data D.npz with x and y");
        }
        if (given.hasMatchedOption("--placement") && !placement.equals("operands")) {
            throw new ParameterException(spec.commandLine(), "--placement " + placement + "; of --model it is operands");
        }
        if (!lossId.equals("cross-entropy") && !lossId.equals("mse")) {
            throw new ParameterException(spec.commandLine(), "unknown loss '" + lossId + "'; allowed: cross-entropy mse");
        }
    }

    /** Model and data, read. */
    OwnModel read(Path data) throws IOException {
        return OwnModel.read(model, data);
    }

    /**
     * How many mini-batches of the file are used: in its order, the remainder dropped.
     *
     * @throws ParameterException if there are fewer than asked for
     */
    int batches(CommandSpec spec, OwnModel own, Path data, int batchSize, int wanted) throws IOException {
        int available = own.samples() / Math.max(1, batchSize);
        if (batchSize < 1 || available == 0) {
            throw new ParameterException(spec.commandLine(),
                    "batch size " + batchSize + "; allowed: 1 to " + own.samples() + ", the number of samples in " + data);
        }
        if (!spec.commandLine().getParseResult().hasMatchedOption("--batches")) {
            return Math.min(wanted, available);
        }
        if (wanted > available) {
            throw new ParameterException(spec.commandLine(), "--batches " + wanted + "; the " + own.samples() + " samples of "
                    + data + " make " + available + " mini-batches of " + batchSize);
        }
        return wanted;
    }

    AngleSubject subject(OwnModel own, int batchSize) throws IOException {
        return own.subject(batchSize, lossId.equals("mse"));
    }
}
