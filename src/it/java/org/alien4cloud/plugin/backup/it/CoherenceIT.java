package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import alien4cloud.utils.FileUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Checks the coherence check itself: what the writers leave is coherent once they have stopped, and any damage after
 * that is found.
 */
public class CoherenceIT {
    private static final History HISTORY = new History();
    private static final String VERSION = "1.0.0-SNAPSHOT";

    private static BackupHost host;
    private static TransportClient client;
    private static Path alien;
    private static Documents documents;
    private static Map<String, Long> versions;

    /** What a test has broken, as it was. */
    private final Map<Path, byte[]> files = new LinkedHashMap<>();

    private final Map<String, String> sources = new LinkedHashMap<>();

    @BeforeClass
    public static void letWritersWrite() throws Exception {
        host = BackupHost.start("coherence", "--sample=6", "--shards=1");
        client = host.process().elasticsearch();
        alien = host.process().alien();
        try (Writers writers = Writers.start(host, "w", HISTORY)) {
            writers.awaitOneMoreOfEach();
            writers.awaitOneMoreOfEach();
            writers.stop();
        }
        documents = Documents.read(client);
        Coherence quiet = Coherence.of(client, alien, HISTORY);
        assertEquals("on a server that nobody uses", "", String.join("\n", quiet.findings()));
        versions = quiet.versions();
    }

    @AfterClass
    public static void stopHost() {
        client.close();
        host.close();
    }

    @After
    public void repair() throws Exception {
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            Files.write(file.getKey(), file.getValue());
        }
        sources.forEach(CoherenceIT::put);
    }

    @Test
    public void followsEveryKindOfItem() {
        for (String kind : new String[] {"application/", "csar/", "set-up/", "topology/"}) {
            assertTrue(kind, versions.keySet().stream().anyMatch(piece -> piece.startsWith(kind)));
        }
        assertEquals("", HISTORY.contradiction(versions));
    }

    @Test
    public void seesThatPiecesAreOfDifferentInstants() {
        Map<String, Long> mixed = new TreeMap<>(versions);
        String piece = mixed.keySet().stream()
                .filter(each -> each.startsWith("application/"))
                .findFirst()
                .get();
        mixed.put(piece, HISTORY.firstVersion(piece));
        assertTrue(HISTORY.contradiction(mixed), HISTORY.contradiction(mixed).contains(piece));
    }

    @Test
    public void findsFilesThatAreMissing() throws Exception {
        change(archive("wedits0", "wedits0-" + VERSION + ".csar"), content -> null);
        change(archive("wedits1", "content.json"), content -> null);
        change(archive("wedits2", "expanded/data/big.txt"), content -> null);
        change(archive("sample-amber-0", "1.0.0", "expanded/definition.yml"), content -> null);
        Path image = alien.resolve("images")
                .resolve(documents.of("imagedata").keySet().iterator().next() + ".png");
        change(image, content -> null);
        change(artifact("sample"), content -> null);
        assertFound(
                "csar/wedits0:",
                "csar/wedits1:",
                "csar/wedits2:",
                "csar/sample-amber-0:",
                "imagedata/",
                "deploymenttopology/",
                "deployment_inputs.yml");
    }

    @Test
    public void findsFilesOfAnotherVersion() throws Exception {
        UnaryOperator<byte[]> other = content -> new String(content)
                .replaceAll("number (0*)\\d+", "number $1777")
                .getBytes();
        change(archive("wedits0", "expanded/definition.yml"), other);
        change(archive("wedits1", "expanded/scripts/step0.sh"), other);
        change(archive("wedits2", "expanded/topology.edited.yml"), other);
        change(background(BackgroundWriters.SMALL_SET_UP), other);
        change(background(BackgroundWriters.LARGE_SET_UP), other);
        change(artifact("artifact number"), other);
        assertFound(
                "csar/wedits0:",
                "csar/wedits1:",
                "csar/wedits2:",
                BackgroundWriters.SMALL_SET_UP,
                BackgroundWriters.LARGE_SET_UP,
                "/artifacts/");
    }

    @Test
    public void findsSetUpThatWasNeverThere() throws Exception {
        change(background(BackgroundWriters.SMALL_SET_UP), content -> Arrays.copyOf(content, 1000));
        change(background(BackgroundWriters.LARGE_SET_UP), content -> {
            byte[] torn = content.clone();
            Arrays.fill(torn, 200_000, 250_000, (byte) '!');
            return torn;
        });
        assertFound(BackgroundWriters.SMALL_SET_UP, BackgroundWriters.LARGE_SET_UP);
    }

    @Test
    public void acceptsWhatATruncatingWriterLeaves() throws Exception {
        change(background(BackgroundWriters.SMALL_SET_UP), content -> new byte[0]);
        change(background(BackgroundWriters.LARGE_SET_UP), content -> Arrays.copyOf(content, 100_000));
        assertEquals("", String.join("\n", Coherence.of(client, alien, HISTORY).findings()));
    }

    @Test
    public void findsGitRepositoriesThatAreNotWhole() throws Exception {
        change(archive("wedits0", "expanded/.git/refs/heads/master"), content -> null);
        change(FileUtil.files(archive("wedits1", "expanded/.git/objects")).get(0), content -> null);
        change(
                archive("wedits2", "expanded/.git/refs/heads/master"),
                content -> "0123456789012345678901234567890123456789\n".getBytes());
        assertFound("csar/wedits0/", "csar/wedits1/", "csar/wedits2/");
    }

    @Test
    public void findsDocumentsThatAreMissing() throws Exception {
        change("csar/wedits0:" + VERSION, null);
        change("topology/wedits1:" + VERSION, null);
        change("nodetype/org.example.wedits2.Node0:" + VERSION, null);
        String image = documents.of("application").values().stream()
                .map(each -> each.path("imageId").asText(""))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .get();
        change("imagedata/" + image, null);
        assertFound("nodetype/org.example.wedits0.Node0", "csar/wedits1:", "csar/wedits2:", "application/");
    }

    @Test
    public void findsDocumentsOfAnotherVersion() throws Exception {
        UnaryOperator<String> other = source -> source.replaceAll("number \\d+", "number 777");
        change("csar/wedits0:" + VERSION, other);
        change("topology/wedits1:" + VERSION, other);
        change("nodetype/org.example.wedits2.Node0:" + VERSION, other);
        change("plugin/mock-orchestrator", source -> source.replace("\"version\":\"", "\"version\":\"7"));
        assertFound("csar/wedits0:", "csar/wedits1:", "csar/wedits2:", "plugin/mock-orchestrator");
    }

    private void assertFound(String... pieces) throws Exception {
        List<String> findings = Coherence.of(client, alien, HISTORY).findings();
        for (String piece : pieces) {
            assertTrue(
                    piece + " is not in\n" + String.join("\n", findings),
                    findings.stream().anyMatch(finding -> finding.contains(piece)));
        }
    }

    private void change(Path file, UnaryOperator<byte[]> change) throws IOException {
        byte[] content = Files.readAllBytes(file);
        files.put(file, content);
        byte[] changed = change.apply(content);
        if (changed == null) {
            Files.delete(file);
        } else {
            Files.write(file, changed);
        }
    }

    /** @param change null to delete the document */
    private void change(String document, UnaryOperator<String> change) {
        String index = document.substring(0, document.indexOf('/'));
        String id = document.substring(index.length() + 1);
        String source = client.prepareGet(index, "_doc", id).get().getSourceAsString();
        sources.put(document, source);
        if (change == null) {
            client.prepareDelete(index, "_doc", id).get();
        } else {
            put(document, change.apply(source));
        }
    }

    private static void put(String document, String source) {
        String index = document.substring(0, document.indexOf('/'));
        client.prepareIndex(index, "_doc", document.substring(index.length() + 1))
                .setSource(source, XContentType.JSON)
                .get();
    }

    private static Path archive(String name, String path) {
        return archive(name, VERSION, path);
    }

    private static Path archive(String name, String version, String path) {
        return alien.resolve("csar").resolve(name).resolve(version).resolve(path);
    }

    private static Path background(String file) {
        return alien.resolve("git/wbackground").resolve(file);
    }

    /**
     * An artifact that a set-up file names: a writer's, whose name has "artifact number", or one of the sample data.
     */
    private static Path artifact(String kind) throws IOException {
        String inputs = FileUtil.files(alien.resolve("git")).stream()
                .filter(file -> file.endsWith("deployment_inputs.yml"))
                .map(CoherenceIT::text)
                .filter(text -> text.contains("artifactRef")
                        && text.contains("artifact number") == kind.equals("artifact number"))
                .findFirst()
                .get();
        return alien.resolve("artifacts").resolve(inputs.replaceAll("(?s).*artifactRef: ([\\w-]+).*", "$1"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
