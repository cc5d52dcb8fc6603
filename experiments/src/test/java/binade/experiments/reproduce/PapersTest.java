package binade.experiments.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PapersTest {
    private static final String HEADER = String.join(",", ClaimsFile.COLUMNS) + "\n";
    private static final String RECIPE = """
            {"title": "T", "authors": "A", "venue": "V", "measurements": [{"id": "m", "command": "formats --kind ieee"}]}
            """;

    @TempDir
    Path dir;

    @BeforeEach
    void paper() throws IOException {
        Files.writeString(dir.resolve("papers.txt"), "# comment\n\nmine\n");
        Files.createDirectory(dir.resolve("mine"));
        Files.writeString(dir.resolve("mine/recipe.json"), RECIPE);
        claims("one,s,m.max,ours > 1,2,-,-,Table 1,\n");
    }

    private void claims(String rows) throws IOException {
        Files.writeString(dir.resolve("mine/claims.csv"), HEADER + rows);
    }

    private String refused() {
        return assertThrows(IllegalArgumentException.class, () -> Papers.in(dir).paper("mine")).getMessage();
    }

    private void refused(String rows, String message) throws IOException {
        claims(rows);
        assertEquals(message, refused());
    }

    @Test
    void aFolderIsRead() {
        Paper p = Papers.in(dir).paper("mine");
        assertEquals(List.of("mine"), Papers.in(dir).keys());
        assertEquals("one", p.claims().getFirst().id());
        assertEquals(2, p.claims().getFirst().publishedNumber());
    }

    @Test
    void complaintsNameFileLineAndColumn() throws IOException {
        refused("one,s,m.max +,ours > 1,2,-,-,T,\n", "mine/claims.csv:2: quantity: 'm.max +' at character 8: the end; allowed: a number,"
                + " a name, a function or a parenthesis");
        refused("one,s,m.max,ours > 1,2,-,-,T,\ntwo,s,n.max,ours > 1,2,-,-,T,\n",
                "mine/claims.csv:3: quantity: no measurement n in recipe.json; there are: m");
        refused("one,s,3,ours > 1,2,-,-,T,\n", "mine/claims.csv:2: quantity: refers to no measurement: nothing would be measured");
        refused("one,s,m.max,ours < paper,much,-,-,T,\n", "mine/claims.csv:2: paper: 'much' is not a number, and the relation uses it");
        refused("one,s,m.max,1 < 2,2,-,-,T,\n", "mine/claims.csv:2: relation: '1 < 2' must compare ours with paper or with numbers");
        refused("one,,m.max,ours > 1,2,-,-,T,\n", "mine/claims.csv:2: statement: is empty");
        refused("one,s,m.max,ours > 1,2,-,-,T,\none,s,m.max,ours > 1,2,-,-,T,\n", "mine/claims.csv:3: id: 'one' stands there twice");
        refused("", "mine/claims.csv: no claims");
    }

    @Test
    void keysAreNamesOfFolders() throws IOException {
        Files.writeString(dir.resolve("papers.txt"), "../mine\n");
        assertEquals("papers.txt: '../mine' is not made of letters, digits, - and _", refused());
        Files.writeString(dir.resolve("papers.txt"), "# none\n");
        assertEquals("papers.txt: no papers", refused());
    }

    @Test
    void recipesAreCheckedToo() throws IOException {
        Files.writeString(dir.resolve("mine/recipe.json"), RECIPE.replace("\"V\"", "\"V\", \"year\": 1"));
        assertTrue(refused().startsWith("mine/recipe.json: year: is not a field here"), refused());
        Files.writeString(dir.resolve("mine/recipe.json"), RECIPE.replace("\"m\"", "\"M-1\""));
        assertEquals("mine/recipe.json: measurement 1: id: 'M-1' is not made of small letters, digits and _", refused());
        Files.writeString(dir.resolve("mine/recipe.json"), RECIPE.replace("formats --kind ieee", "reproduce --all"));
        assertTrue(refused().startsWith("mine/recipe.json: measurement 1: command: 'reproduce' cannot be measured; allowed: assign"), refused());
        Files.writeString(dir.resolve("mine/recipe.json"), RECIPE.replace("--kind ieee", "-o /tmp/x"));
        assertEquals("mine/recipe.json: measurement 1: command: -o /tmp/x; files go to {dir}", refused());
        for (String outside : new String[] {"{dir}/../x", "{dir}x", "{dir}/a/../../x"}) {
            Files.writeString(dir.resolve("mine/recipe.json"), RECIPE.replace("--kind ieee", "-o " + outside));
            assertEquals("mine/recipe.json: measurement 1: command: -o " + outside + "; files go to {dir}", refused());
        }
        Files.writeString(dir.resolve("mine/recipe.json"), RECIPE.replace("--kind ieee", "-o {dir}/a/x.csv"));
        assertEquals(1, Papers.in(dir).paper("mine").measurements().size());
        assertEquals("unknown paper 'x'; allowed: mine",
                assertThrows(IllegalArgumentException.class, () -> Papers.in(dir).paper("x")).getMessage());
    }

    @Test
    void everyFolderOfTheRepositoryIsListedAndReadable() throws IOException {
        Path papers = Path.of("../papers");
        try (Stream<Path> folders = Files.list(papers).filter(Files::isDirectory)) {
            assertEquals(folders.map(f -> f.getFileName().toString()).collect(Collectors.toSet()), Set.copyOf(Papers.shipped().keys()));
        }
        int claims = 0;
        for (String key : Papers.shipped().keys()) {
            Paper paper = Papers.shipped().paper(key);
            claims += paper.claims().size();
            Set<String> used = paper.claims().stream().flatMap(c -> c.quantity().expression().names().stream()).collect(Collectors.toSet());
            assertEquals(paper.measurements().stream().map(Measurement::id).collect(Collectors.toSet()), used, key + ": measured for nothing");
            for (String file : List.of("paper.md", "README.md")) {
                assertTrue(Files.exists(papers.resolve(key).resolve(file)), key + "/" + file);
            }
        }
        assertTrue(Papers.shipped().keys().size() >= 12 && claims >= 60, claims + " claims");
    }
}
