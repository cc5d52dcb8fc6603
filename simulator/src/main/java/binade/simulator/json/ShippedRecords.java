package binade.simulator.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records that come with the program in a resource, found by id, and those of users in files of their own. */
public final class ShippedRecords<T> {
    private final String resource;
    private final String field;
    private final String what;
    private final Function<T, String> id;
    private final Function<JsonFields, T> reader;
    private List<T> all;

    /**
     * @param resource absolute name; an object with one list
     * @param field name of the list
     * @param what a record is called in messages
     * @param id of a record
     * @param reader of one record
     */
    public ShippedRecords(
            String resource, String field, String what, Function<T, String> id, Function<JsonFields, T> reader) {
        this.resource = resource;
        this.field = field;
        this.what = what;
        this.id = id;
        this.reader = reader;
    }

    /** All, in the order of the resource; read when first asked for. */
    public synchronized List<T> all() {
        if (all == null) {
            all = load();
        }
        return all;
    }

    private List<T> load() {
        try (InputStream in = ShippedRecords.class.getResourceAsStream(resource)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            String name = resource.substring(resource.lastIndexOf('/') + 1);
            return JsonFields.parse(name, text).objects(field, what).stream().map(reader).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("embedded resource " + resource + " cannot be read", e);
        }
    }

    /**
     * The record of an id, or the one in a file: a name with a slash or ending in {@code .json}.
     *
     * @throws IllegalArgumentException for an unknown id, naming those there are, or a record that cannot be used
     * @throws UncheckedIOException if the file cannot be read
     */
    public T parse(String idOrFile) {
        if (idOrFile.contains("/") || idOrFile.endsWith(".json")) {
            try {
                return reader.apply(JsonFields.parse(idOrFile, Files.readString(Path.of(idOrFile))));
            } catch (IOException e) {
                throw new UncheckedIOException(what + " file " + idOrFile + " cannot be read", e);
            }
        }
        return all().stream().filter(r -> id.apply(r).equals(idOrFile)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown " + what + " '" + idOrFile
                        + "'; allowed: a file ending in .json, or " + all().stream().map(id).collect(Collectors.joining(" "))));
    }
}
