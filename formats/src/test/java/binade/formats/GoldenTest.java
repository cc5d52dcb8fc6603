package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.GridFormat.Family;
import binade.formats.reference.ExactFormats;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Formats against golden data: the file golden/ID.csv holds codes with their values, and roundings of numbers, computed
 * elsewhere. A new format needs its line in the catalogue and such a file, nothing else.
 */
class GoldenTest {
    private static Path folder() {
        try {
            return Path.of(GoldenTest.class.getResource("/golden").toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static List<String> ids() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(f -> f.getFileName().toString().replace(".csv", "")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("ids")
    void codes_and_roundings_are_those_of_the_file(String id) throws IOException {
        ScalarFormat f = Formats.scalar(id);
        int rows = 0;
        for (String line : Files.readAllLines(folder().resolve(id + ".csv"))) {
            if (line.startsWith("#")) {
                continue;
            }
            rows++;
            String[] cells = line.split(",");
            if (cells.length == 2) {
                long code = Long.parseLong(cells[0], 16);
                double value = Decimals.parse(cells[1], Double.PRECISION);
                assertThat(Bits.of(f.decode(code))).as(line).isEqualTo(Bits.of(value));
                if (!Double.isNaN(value)) {
                    assertThat(f.encode(value)).as(line).isEqualTo(code);
                    assertThat(Bits.of(f.round(value, Rounding.NEAREST_EVEN, Overflow.OVERFLOW, 0, 1, 0))).as(line).isEqualTo(Bits.of(value));
                }
            } else {
                double x = Decimals.parse(cells[1], Double.PRECISION);
                double y = f.round(x, Rounding.parse(cells[0]), Overflow.OVERFLOW, 0, 1, 0);
                assertThat(f.encode(y)).as(line).isEqualTo(Long.parseLong(cells[2], 16));
            }
        }
        assertThat(rows).isGreaterThan(100);
    }

    @Test
    void every_float_has_a_definition_or_golden_data() throws IOException {
        List<String> golden = ids();
        Stream.of(Family.IEEE, Family.SMALL).flatMap(family -> Formats.ids(family).stream())
                .filter(id -> !id.equals("e8m0fnu")) // ExactCodes
                .forEach(id -> assertThat(ExactFormats.states(id) || golden.contains(id)).as(id).isTrue());
    }
}
