package binade.experiments.reproduce;

import java.util.List;

/**
 * A folder of {@code papers}.
 *
 * @param key name of the folder
 * @param title of the paper
 * @param authors as printed
 * @param venue where and when
 * @param measurements in the order in which they are carried out
 * @param claims in the order of the file
 */
record Paper(
        String key, String title, String authors, String venue, List<Measurement> measurements, List<Claim> claims) {
    Paper {
        measurements = List.copyOf(measurements);
        claims = List.copyOf(claims);
    }
}
