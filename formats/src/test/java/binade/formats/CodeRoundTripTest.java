package binade.formats;

import static org.assertj.core.api.Assertions.assertThat;

import binade.formats.GridFormat.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page docs/code-round-trips.md names every code that decode and encode change, and no other. */
class CodeRoundTripTest {
    private static final int WIDEST = 16;
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| [^|]+ \\| `(\\w+)` \\| (\\d+) \\|$");

    private static String page;
    /** By format: canonical NaN and how many others there are. */
    private static final Map<String, String> NANS = new TreeMap<>();
    /** By format: codes of zeros and the code that they are written as. */
    private static final Map<String, String> ZEROS = new TreeMap<>();

    @BeforeAll
    static void findExceptions() throws IOException {
        page = Files.readString(Path.of("../docs/code-round-trips.md"));
        for (Family family : Family.values()) {
            for (String id : Formats.ids(family)) {
                ScalarFormat f = Formats.scalar(id);
                if (f.width() <= WIDEST) {
                    find(f);
                }
            }
        }
    }

    private static void find(ScalarFormat f) {
        for (long code = 0; code < 1L << f.width(); code++) {
            double v = f.decode(code); // no format of the catalogue leaves codes without a value
            long back = f.encode(v);
            if (back == code) {
                continue;
            }
            if (Double.isNaN(v)) {
                String[] known = NANS.getOrDefault(f.id(), Long.toHexString(back) + " 0").split(" ");
                assertThat(Long.toHexString(back)).as(f.id()).isEqualTo(known[0]);
                NANS.put(f.id(), known[0] + " " + (Integer.parseInt(known[1]) + 1));
            } else {
                assertThat(v).as("%s, code %x", f, code).isZero();
                ZEROS.merge(f.id(), Long.toHexString(code) + ">" + Long.toHexString(back), (a, b) -> a + " " + b);
            }
        }
    }

    @Test
    void theTableOfNansIsThatOfTheFormats() {
        Map<String, String> table = ROW.matcher(page).results().collect(Collectors.toMap(
                (MatchResult row) -> row.group(1), row -> row.group(2) + " " + row.group(3), (a, b) -> a, TreeMap::new));
        assertThat(table).isEqualTo(NANS);
    }

    @Test
    void onlyTheSignBitAloneIsReadAsAZeroThatItIsNot() {
        assertThat(ZEROS).isNotEmpty();
        ZEROS.forEach((id, change) -> {
            ScalarFormat f = Formats.scalar(id);
            assertThat(change).as(id).isEqualTo(Long.toHexString(1L << f.width() - 1) + ">0");
            assertThat(f.family()).as(id).isIn(Family.LIST, Family.FLOAT);
            assertThat(page).as(id).contains(Long.toHexString(1L << f.width() - 1) + " of ");
        });
    }

    @Test
    void theCanonicalNansOfWideFormatsAreThose() {
        for (String id : new String[] {"fp64", "fp32", "tf32", "pxr24"}) {
            assertThat(page).contains("`" + id + "` " + Long.toHexString(Formats.scalar(id).encode(Double.NaN)));
        }
    }
}
