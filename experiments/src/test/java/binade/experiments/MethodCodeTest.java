package binade.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import binade.simulator.methods.MethodEntry;
import binade.simulator.methods.Methods;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The lines of Java that the catalogue shows for each method compile, run, and give what their comments say. */
class MethodCodeTest {
    /** What the snippets may use without saying so. */
    private static final String IMPORTS = """
            import binade.experiments.study.*;
            import binade.experiments.study.assignment.*;
            import binade.experiments.workload.*;
            import binade.formats.*;
            import binade.formats.block.*;
            import binade.simulator.compression.*;
            import binade.simulator.matrix.*;
            import binade.simulator.network.*;
            import binade.simulator.quantize.*;
            import binade.simulator.tensorcore.*;
            import binade.simulator.training.*;
            import binade.simulator.training.recipe.*;
            import java.nio.file.*;
            import java.util.*;
            """;

    /** {@code double degrees = ...;    // 45}: a variable, and its value. */
    private static final Pattern STATED = Pattern.compile("[\\w.<>\\[\\]]+ (\\w+) = .*;\\s+// (\\S.*)");

    @TempDir
    static Path folder;

    private static URLClassLoader loader;

    static List<MethodEntry> methods() {
        return Methods.all();
    }

    private static String className(MethodEntry m) {
        return "Code_" + m.id().replaceAll("\\W", "_");
    }

    @BeforeAll
    static void compileAll() throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            for (MethodEntry m : Methods.all()) {
                Files.writeString(folder.resolve(className(m) + ".java"), source(m));
            }
            List<Path> sources = Methods.all().stream().map(m -> folder.resolve(className(m) + ".java")).toList();
            String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            boolean compiled = javac.getTask(
                    complaints, files, null, List.of("-classpath", path, "-d", folder.toString(), "-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(sources)).call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
        loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, MethodCodeTest.class.getClassLoader());
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static String source(MethodEntry m) {
        String body = m.code().stream().map(line -> {
            Matcher stated = STATED.matcher(line);
            return stated.matches() ? line + "\nstated.put(\"" + stated.group(2) + "\", " + stated.group(1) + ");" : line;
        }).collect(Collectors.joining("\n"));
        return IMPORTS + "public class " + className(m) + " {\npublic static void run(Map<String, Object> stated) throws Exception {\n"
                + body + "\n}\n}\n";
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theCodeOfAMethodDoesWhatItSays(MethodEntry m) throws ReflectiveOperationException {
        Map<String, Object> stated = new LinkedHashMap<>();
        loader.loadClass(className(m)).getMethod("run", Map.class).invoke(null, stated);
        stated.forEach((text, value) -> assertThat(shown(value)).isEqualTo(text));
    }

    /** {@code {768, 0, -256}} or {@code 45}: as one would write it. */
    private static String shown(Object value) {
        String text = switch (value) {
            case float[] a -> "{" + Arrays.toString(a).replaceAll("[\\[\\]]", "") + "}";
            case int[] a -> "{" + Arrays.toString(a).replaceAll("[\\[\\]]", "") + "}";
            default -> value.toString();
        };
        return text.replaceAll("-0\\.0\\b", "0").replaceAll("\\.0\\b", "");
    }
}
