package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.alien4cloud.plugin.backup.elasticsearch.DigestReader;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Puts the data directory of a stopped server, or a part of it, back to an earlier state, as administrators do with a
 * copy or a snapshot of a virtual machine. The backups are elsewhere and stay. New data then count as if nothing had
 * been written before.
 */
public class RolledBackServerIT {

    private static final String FILE = "artifacts/rolled-back.txt";
    private static final List<String> INDICES = Arrays.asList("metapropconfiguration", "user");

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("rolled-back", "--sample=2", "--shards=1");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Test
    public void tellsTheTruthAfterBothWerePutBackWithExports() throws IOException {
        run("export", "");
    }

    @Test
    public void tellsTheTruthAfterBothWerePutBackWithSnapshots() throws IOException {
        run("snapshot", "");
    }

    @Test
    public void tellsTheTruthAfterElasticsearchAloneWasPutBack() throws IOException {
        run("export", "elasticsearch");
    }

    @Test
    public void tellsTheTruthAfterFilesAloneWerePutBack() throws IOException {
        run("snapshot", "artifacts");
    }

    @Test
    public void carriesOutNoJournalOnDataThatItIsNotAbout() throws IOException {
        Path alien = host.process().alien();
        Path copy = host.process().data().resolve("copy-journal");
        host.process().stop();
        copy(alien, copy);
        host.start();
        Map<String, String> earlier = state();
        backUp("export", "journal");
        write("C", "journal");
        host.holdBeforeResume();
        String restore = host.startRestore("journal", false);
        host.awaitHeld();
        host.process().kill();
        host.letResume();

        putBack(copy.resolve("elasticsearch"), alien.resolve("elasticsearch"));
        host.start();
        Await.until("half of it is refused", BackupHost.LIMIT, () -> host.process()
                .log()
                .contains("Elasticsearch does not hold the mark of the restore " + restore));
        assertEquals("RUNNING", host.operation(restore).path("state").asText());
        host.process().stop();

        putBack(copy, alien);
        host.start();
        JsonNode ended = host.ended(restore, "FAILED");
        assertTrue(
                ended.toString(),
                ended.path("error").asText().contains("were put back to a state from before this restore"));
        assertEquals("as they were put back", earlier, state());
        backUp("export", "journal-after");
        assertEquals(earlier, state("journal-after"));
    }

    private static void putBack(Path copy, Path place) throws IOException {
        EmbeddedElasticsearch.deleteTree(place);
        copy(copy, place);
    }

    /** @param put what of the data directory is put back; empty for all of it */
    private void run(String engine, String put) throws IOException {
        String run = engine + (put.isEmpty() ? "" : "-" + put);
        Path place = host.process().alien().resolve(put);
        Path copy = host.process().data().resolve("copy-" + run);
        host.process().stop();
        copy(place, copy);
        host.start();
        write("A", run);
        backUp(engine, run + "-a");
        Map<String, String> wanted = state();

        host.process().stop();
        putBack(copy, place);
        host.start();
        write("B", run);
        Map<String, String> live = state();

        String impact = host.admin()
                .get(BackupHost.API + "/" + run + "-a/impact")
                .expect(200)
                .data()
                .path("kinds")
                .toString();
        boolean documents = !put.equals("artifacts");
        assertEquals(impact, documents, impact.contains("\"CREATE\",\"index\":\"user\",\"id\":\"A-" + run));
        assertTrue(impact, impact.contains("\"DELETE\",\"index\":\"user\",\"id\":\"B-" + run));
        backUp(engine, run + "-b");
        assertEquals("a backup of what is there", live, state(run + "-b"));

        host.ended(host.startRestore(run + "-a", true), "SUCCEEDED");
        assertEquals("the restored state", wanted, state());
        JsonNode safety = host.admin()
                .get(BackupHost.API + "?query=before-restore")
                .expect(200)
                .data()
                .path("data")
                .path(0)
                .path("name");
        assertEquals("the safety backup", live, state(safety.asText()));
    }

    private static void backUp(String engine, String name) {
        host.ended(host.startBackup(Map.of("name", name, "engine", engine)), "SUCCEEDED");
    }

    /** As many writes, whatever is written. */
    private static void write(String what, String run) throws IOException {
        String id = what + "-" + run;
        try (TransportClient client = host.process().elasticsearch()) {
            for (String index : INDICES) {
                client.prepareIndex(index, "_doc", id)
                        .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                        .setSource(
                                "{\"id\":\"" + id + "\",\"username\":\"" + id + "\",\"name\":\"" + id + "\"}",
                                XContentType.JSON)
                        .get();
            }
        }
        Files.write(host.process().alien().resolve(FILE), id.getBytes(StandardCharsets.US_ASCII));
    }

    /** The digests of what may be mistaken, read without the plugin. */
    private static Map<String, String> state() {
        ServerState all = host.state();
        Map<String, String> state = new TreeMap<>(all.documents());
        state.keySet().removeIf(document -> !INDICES.contains(document.substring(0, document.indexOf('/'))));
        if (all.files().containsKey(FILE)) {
            state.put(FILE, all.files().get(FILE).replaceAll(".* ", ""));
        }
        return state;
    }

    /** The same of a backup. */
    private static Map<String, String> state(String backup) {
        Map<String, String> state = new TreeMap<>();
        Path directory = host.backups().resolve("backups").resolve(backup);
        for (String index : INDICES) {
            try (DigestReader documents =
                    new DigestReader(directory.resolve("documents").resolve(index + ".gz"))) {
                for (DocumentDigest document = documents.next(); document != null; document = documents.next()) {
                    state.put(index + "/" + document.id(), document.sha256());
                }
            }
        }
        try (FileEntryReader files = new FileEntryReader(directory.resolve("files.jsonl.gz"))) {
            while (files.hasNext()) {
                FileEntry file = files.next();
                if (file.path().equals(FILE)) {
                    state.put(FILE, file.sha256());
                }
            }
        }
        return state;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(
                        path,
                        to.resolve(from.relativize(path).toString()),
                        LinkOption.NOFOLLOW_LINKS,
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
