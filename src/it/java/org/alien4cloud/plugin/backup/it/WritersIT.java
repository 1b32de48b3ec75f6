package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.client.transport.TransportClient;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;

/**
 * Backs up a server in use, while 20 users and background threads write all the time. Every item of the restored server
 * is coherent.
 */
public class WritersIT {
    private static final int LIVE_BACKUPS = Boolean.getBoolean("long") ? 20 : 1;
    private static final int FROZEN_BACKUPS = Boolean.getBoolean("long") ? 10 : 1;

    /** So many rounds make a server several times as large as it was. */
    private static final int ROUNDS_OF_A_SERVER = 5;

    private static final Pattern MAINTENANCE_IS_OFF =
            Pattern.compile("Maintenance mode is off again, after \\d+\\.\\d s");
    /**
     * Background threads may go on all the while; what users write stands still in maintenance mode, so nothing of it
     * may disagree.
     */
    private static final Pattern NAMES_WHAT_USERS_WRITE =
            Pattern.compile("\\b(artifacts|csar|images|work)/|\\bindex |\\bgit/(?!r\\d+(app|background)/)");

    @Rule
    public TestName test = new TestName();

    private final History history = new History();
    private BackupHost host;
    private Writers writers;

    @After
    public void tearDown() {
        if (writers != null) {
            writers.close();
        }
        host.close();
    }

    private void start(String... options) {
        // what is asserted must not depend on how fast the machine is
        List<String> all = new ArrayList<>(List.of(
                "--sample=16", "--backup.consistency.escalate-seconds=100", "--backup.consistency.frozen-seconds=100"));
        all.addAll(List.of(options));
        host = BackupHost.start("writers-" + test.getMethodName(), all.toArray(new String[0]));
    }

    @Test
    public void restoresACoherentServerFromABackupOfAServerInUse() throws Exception {
        start();
        for (int round = 1; round <= LIVE_BACKUPS; round++) {
            if (round % ROUNDS_OF_A_SERVER == 0) {
                host.close();
                start();
            }
            writers = Writers.start(host, "r" + round, history);
            String id = backUpInUse(Map.of("name", "live-" + round));
            writers.stop();
            writers.close();

            Coherence restored = restored("live-" + round);
            assertEquals("round " + round, "", String.join("\n", restored.findings()));
            JsonNode manifest = manifest("live-" + round);
            assertEquals("live", manifest.path("consistency").asText());
            manifest.path("warnings")
                    .forEach(warning -> assertFalse(
                            warning.asText(),
                            NAMES_WHAT_USERS_WRITE.matcher(warning.asText()).find()));
            assertTrue(
                    "how long users had to wait is told: " + host.log(id),
                    MAINTENANCE_IS_OFF.matcher(host.log(id)).find());
        }
    }

    @Test
    public void restoresOneInstantFromAFrozenBackup() throws Exception {
        start();
        for (int round = 1; round <= FROZEN_BACKUPS; round++) {
            history.startOver();
            writers = Writers.users(host, "f" + round, history);
            backUpInUse(Map.of("name", "frozen-" + round, "consistency", "frozen"));
            writers.stop();

            assertEquals(
                    "frozen", manifest("frozen-" + round).path("consistency").asText());
            Coherence restored = restored("frozen-" + round);
            assertEquals("round " + round, "", String.join("\n", restored.findings()));
            assertEquals("round " + round, "", history.contradiction(restored.versions()));
        }
    }

    /**
     * Artifacts are looked at before the set-up files that name them; Alien4Cloud deletes the artifact before, and
     * stores the next.
     */
    @Test
    public void keepsASetUpAndItsArtifactTogether() throws Exception {
        start("--sample-files=800", "--shards=1");
        AlienClient admin = host.admin();
        admin.post("/rest/latest/applications", Map.of("archiveName", "single", "name", "single"))
                .expect(201);
        String environment = admin.post("/rest/latest/applications/single/environments/search")
                .expect(200)
                .data()
                .path(0)
                .path("id")
                .asText();
        String upload = "/rest/latest/applications/single/environments/" + environment
                + "/deployment-topology/inputArtifacts/war/upload";
        Path file = Files.writeString(DevHostProcess.target().resolve("it/artifact number 1"), Numbered.lines(1, 6000));
        admin.upload(upload, file).expect(200);

        String id = host.startBackup(Map.of("name", "single"));
        Await.until("the second look", BackupHost.LIMIT, () -> incomplete().stream()
                .anyMatch(draft -> Files.exists(draft.resolve("look-2.jsonl.gz"))));
        admin.upload(upload, file).expect(200);
        host.ended(id, "SUCCEEDED");

        admin.upload(upload, Files.writeString(file, Numbered.lines(2, 6000))).expect(200);
        assertEquals(host.log(id), "", String.join("\n", restored("single").findings()));
    }

    @Test
    public void endsMaintenanceAfterAKilledRestore() throws Exception {
        start("--shards=1");
        host.backUp("before");
        writers = Writers.users(host, "k", history);
        writers.awaitOneMoreOfEach();
        String id = host.startBackup(Map.of("name", "killed", "consistency", "frozen"));
        Await.until("users are kept out", BackupHost.LIMIT, host::maintenanceIsOn);
        host.process().kill();
        writers.close();
        assertFalse("it died in the midst of it", incomplete().isEmpty());
        host.start();
        // once more, while it is about to let them in
        host.process().kill();
        host.start();
        Await.until("users are let in again", BackupHost.LIMIT, () -> !host.maintenanceIsOn());
        host.ended(id, "FAILED");
        Await.until("nothing half made is left", BackupHost.LIMIT, () -> incomplete()
                .isEmpty());
        JsonNode list = host.admin().get(BackupHost.API).expect(200).data();
        assertEquals(list.toString(), 1, list.path("totalResults").asInt());
        assertEquals("before", list.path("data").path(0).path("name").asText());
        host.backUp("after");
    }

    /** Makes a backup; the writers write from before its start until after its end. */
    private String backUpInUse(Map<String, Object> request) {
        writers.awaitOneMoreOfEach();
        Map<String, Long> before = writers.done();
        String id = host.startBackup(request);
        host.ended(id, "SUCCEEDED");
        Map<String, Long> after = writers.done();
        System.out.println("Written during " + request.get("name") + ": " + difference(before, after));
        assertFalse("users are let in again", host.maintenanceIsOn());
        writers.awaitOneMoreOfEach();
        return id;
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> during = new TreeMap<>();
        after.forEach((kind, count) -> during.put(kind, count - before.getOrDefault(kind, 0L)));
        return during;
    }

    /** Restores hot; looked at before Alien4Cloud comes up on it. */
    private Coherence restored(String name) throws Exception {
        host.holdBeforeResume();
        String id = host.startRestore(name, false);
        host.awaitHeld();
        Coherence restored;
        try (TransportClient client = host.process().elasticsearch()) {
            restored = Coherence.of(client, host.process().alien(), history);
        }
        host.letResume();
        host.ended(id, "SUCCEEDED");
        return restored;
    }

    private JsonNode manifest(String name) {
        return host.admin().get(BackupHost.API + "/" + name).expect(200).data();
    }

    /** What was begun and has not ended, in the repository. */
    private List<Path> incomplete() throws IOException {
        try (Stream<Path> paths = Files.list(host.backups().resolve("backups"))) {
            return paths.filter(path -> path.getFileName().toString().startsWith(".incomplete-"))
                    .collect(Collectors.toList());
        }
    }
}
