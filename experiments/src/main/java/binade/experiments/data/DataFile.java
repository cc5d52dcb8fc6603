package binade.experiments.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The arrays of an NPZ archive by name, stored or deflated, of any size; an NPY file is an archive with the one array {@code x}. IDX and CSV
 * files give {@code x} and {@code y}.
 */
public final class DataFile {
    /** The most that deflate makes of a byte. */
    static final long MAX_RATIO = 1032;
    /** More values in an array than this are refused before memory is asked for. */
    static final int MAX_VALUES = 1 << 29;

    private DataFile() {}

    /**
     * Reads all arrays.
     *
     * @throws DataException if the file is of no such kind, damaged, or holds something else than numbers
     * @throws IOException if it cannot be read
     */
    public static Map<String, DataArray> read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new DataException(file + " is a folder; data is one file");
        }
        int first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.read();
        }
        String name = file.getFileName().toString();
        if (name.endsWith(".csv")) {
            return CsvData.read(file);
        }
        if (first == 0 || first == 0x1f) {
            return IdxReader.read(file);
        }
        if (first != 'P') {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                return Map.of("x", NpyReader.read(in, Files.size(file), file.toString()));
            }
        }
        Map<String, DataArray> arrays = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements();) {
                ZipEntry entry = e.nextElement();
                String what = file + ": " + entry.getName();
                if (!entry.getName().endsWith(".npy")) {
                    throw new DataException(what + " is no array; an NPZ archive holds .npy files");
                }
                long packed = Math.min(entry.getCompressedSize(), Files.size(file));
                if (entry.getSize() < 0 || entry.getSize() > packed * MAX_RATIO) {
                    throw new DataException(what + " claims " + entry.getSize() + " bytes packed into " + packed
                            + ", which no compressor achieves: the archive is damaged");
                }
                try (InputStream in = zip.getInputStream(entry)) {
                    String key = entry.getName().substring(0, entry.getName().length() - ".npy".length());
                    arrays.put(key, NpyReader.read(in, entry.getSize(), what));
                }
            }
        } catch (java.util.zip.ZipException e) {
            throw new DataException(file + " is a damaged archive: " + e.getMessage(), e);
        } catch (IllegalArgumentException | java.io.EOFException e) {
            throw new DataException(file + " is a damaged archive", e);
        }
        return arrays;
    }
}
