package binade.experiments.reproduce;

import java.util.List;
import java.util.Map;

/**
 * A paper with the verdicts on its claims.
 *
 * @param seconds the measurements took when they were carried out
 * @param pictures the measurements drew, PNG by {@code measurement-name}
 */
public record PaperResult(
        String key, String title, String authors, String venue, List<ClaimResult> claims, double seconds, Map<String, byte[]> pictures) {
    public PaperResult {
        claims = List.copyOf(claims);
        pictures = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(pictures));
    }
}
