package binade.experiments.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Measures what claims need and judges them. */
public final class Reproduction {
    /** Verbs end with this where a check did not hold or a run diverged: there is output. */
    private static final int CHECK_FAILED = 3;

    /** Told what is done. */
    @FunctionalInterface
    public interface Progress {
        /** @param kept whether a finished measurement was found */
        void measuring(String paper, String measurement, boolean kept);
    }

    /** What one measurement came to. */
    private record Measured(Tables tables, String problem) {}

    private final Papers papers;
    private final boolean quick;
    private final Verbs verbs;
    private final MeasurementStore store;

    /**
     * @param quick the quick commands
     * @param store where finished measurements are looked for and kept
     */
    public Reproduction(Papers papers, boolean quick, Verbs verbs, MeasurementStore store) {
        this.papers = papers;
        this.quick = quick;
        this.verbs = verbs;
        this.store = store;
    }

    /** Measurements of some papers together. */
    public int measurements(List<String> keys) {
        return keys.stream().mapToInt(k -> papers.paper(k).measurements().size()).sum();
    }

    /**
     * One paper.
     *
     * @throws IllegalArgumentException if there is no such paper or its files cannot be used
     */
    public PaperResult run(String key, Progress progress) {
        Paper paper = papers.paper(key);
        Map<String, Measured> measured = new HashMap<>();
        Map<String, byte[]> pictures = new TreeMap<>();
        double seconds = 0;
        for (Measurement m : paper.measurements()) {
            MeasurementStore.Kept kept = null;
            try {
                kept = measure(key, m, progress);
                measured.put(m.id(), new Measured(Tables.of(m, kept.output()), null));
            } catch (ExpressionException e) {
                measured.put(m.id(), new Measured(null, e.getMessage()));
            }
            if (kept != null) {
                seconds += kept.seconds();
                kept.pictures().forEach((name, png) -> pictures.put(m.id() + "-" + name, png));
            }
        }
        List<ClaimResult> results = paper.claims().stream().map(c -> judge(paper, c, measured)).toList();
        return new PaperResult(key, paper.title(), paper.authors(), paper.venue(), results, seconds, pictures);
    }

    private MeasurementStore.Kept measure(String paper, Measurement m, Progress progress) {
        List<String> key = m.arguments(quick, Measurement.FOLDER);
        String input = m.input() + String.join(" ", m.pictures());
        MeasurementStore.Kept found = store.find(key, input).orElse(null);
        progress.measuring(paper, m.id(), found != null);
        if (found != null) {
            return found;
        }
        Path folder = null;
        try {
            folder = Files.createTempDirectory("binade-reproduce-");
            long start = System.nanoTime();
            Verbs.Outcome o = verbs.run(m.input(), m.arguments(quick, folder.toString()).toArray(String[]::new));
            if (o.code() != 0 && o.code() != CHECK_FAILED) {
                throw new ExpressionException(o.err().isBlank() ? "exit code " + o.code() : o.err().strip().replaceAll("\\s*\\R\\s*", " "));
            }
            Map<String, byte[]> drawn = MeasurementStore.pictures(folder);
            if (!drawn.keySet().containsAll(m.pictures())) {
                throw new ExpressionException("drew " + String.join(" ", drawn.keySet()) + ", not all of " + String.join(" ", m.pictures()));
            }
            drawn.keySet().retainAll(m.pictures());
            MeasurementStore.Kept kept = new MeasurementStore.Kept(o.out(), (System.nanoTime() - start) / 1e9, drawn);
            store.keep(key, input, kept);
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (folder != null) {
                MeasurementStore.delete(folder);
            }
        }
    }

    private ClaimResult judge(Paper paper, Claim c, Map<String, Measured> measured) {
        Set<String> needed = c.quantity().expression().names();
        List<String> commands = paper.measurements().stream().filter(m -> needed.contains(m.id())).map(m -> m.typed(quick)).toList();
        double ours = Double.NaN;
        Verdict verdict;
        String note;
        try {
            for (String id : needed) {
                if (measured.get(id).problem() != null) {
                    throw new ExpressionException(id + ": " + measured.get(id).problem());
                }
            }
            ours = c.quantity().expression().value(r -> measured.get(r.path().getFirst()).tables().look(r)).single();
            if (!Double.isFinite(ours)) {
                throw new ExpressionException("the quantity is " + ours + ", not a number that can be judged");
            }
            double known = ours;
            boolean holds = c.relation().expression().value(r -> Value.of(
                    r.path().getFirst().equals("ours") ? known : c.publishedNumber())).single() != 0;
            verdict = holds ? Verdict.HOLDS : Verdict.FAILS;
            note = holds ? "" : c.explanation();
        } catch (ExpressionException e) {
            verdict = Verdict.UNMEASURED;
            note = e.getMessage();
        }
        return new ClaimResult(
                c.paper(), c.id(), c.statement(), c.published(), ours, c.relation().text(), verdict, c.source(), c.scale(), c.setting(),
                c.quantity().text(), commands, note);
    }

    /** Verdicts by how often they were given. */
    public static Map<Verdict, Long> verdicts(List<PaperResult> papers) {
        Map<Verdict, Long> counts = new LinkedHashMap<>();
        for (Verdict v : Verdict.values()) {
            counts.put(v, papers.stream().flatMap(p -> p.claims().stream()).filter(c -> c.verdict() == v).count());
        }
        return counts;
    }
}
