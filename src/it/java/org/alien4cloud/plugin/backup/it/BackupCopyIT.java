package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.devhost.ServerState;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Restores a lost server from what is elsewhere: a second copy that was updated automatically, and a downloaded
 * archive.
 */
public class BackupCopyIT {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path copy;
    private Path archive;
    private ServerState lost;

    @Test
    public void bringsTheServerBackOnAnotherMachine() throws IOException {
        copy = folder.getRoot().toPath().resolve("other-disk");
        archive = folder.getRoot().toPath().resolve("exported.zip");
        loseAServer();
        // with data of its own, in another directory, on another Elasticsearch
        try (BackupHost other = BackupHost.start("other-machine", "--sample=2", "--shards=1")) {
            other.ended(
                    other.admin()
                            .upload(BackupHost.API + "/archive", archive)
                            .expect(202)
                            .data()
                            .path("id")
                            .asText(),
                    "SUCCEEDED");
            AlienClient.Answer hot =
                    other.admin().post(BackupHost.API + "/exported/restore", Map.of("confirm", "exported"));
            assertEquals("its indices are those of another cluster: " + hot, 409, hot.status());
            assertTrue(hot.toString(), hot.errorMessage().contains("docs/command-line.md describes how"));
            other.process().stop();

            CommandLineProcess cli = CommandLineProcess.of(other);
            assertNothingFollowsWhileItIsStopped(cli);
            cli.run("restore", "exported", "--confirm", "exported", "--rewrite-locations")
                    .expect(0);
            other.start();
            assertEquals("from the archive", "", lost.differences(state(other), 10));
            other.process().stop();

            cli.run(
                            "restore",
                            "snapshotted",
                            "--confirm",
                            "snapshotted",
                            "--no-safety-backup",
                            "--backup-directory=" + copy)
                    .expect(0);
            try (EmbeddedElasticsearch elasticsearch =
                    EmbeddedElasticsearch.startOn(other.process().alien().resolve("elasticsearch"), "escluster")) {
                elasticsearch
                        .nodeClient()
                        .admin()
                        .cluster()
                        .prepareHealth()
                        .setWaitForYellowStatus()
                        .get();
                assertEquals(
                        "from the copy",
                        "",
                        lost.differences(
                                withoutItsOwn(ServerState.read(
                                        elasticsearch.nodeClient(),
                                        other.process().alien())),
                                10));
            }
        }
    }

    private void assertNothingFollowsWhileItIsStopped(CommandLineProcess cli) {
        String another = "--copy-directory=" + folder.getRoot().toPath().resolve("another-copy");
        JsonNode lacking = check(cli.json(0, "health", another).path("health").path("checks"));
        assertEquals(
                "They are copied when Alien4Cloud runs again. To copy them now: alien4cloud-backup copy.",
                lacking.path("remedy").asText());
        cli.run("copy", another).expect(0);
        assertEquals(
                "OK",
                check(cli.json(0, "health", another).path("health").path("checks"))
                        .path("state")
                        .asText());
    }

    private void loseAServer() throws IOException {
        try (BackupHost host = BackupHost.start(
                "lost-machine",
                "--sample=4",
                "--shards=1",
                "--path-repo=" + folder.newFolder("snapshots"),
                "--backup.copy.directory=" + copy)) {
            host.backUp("exported");
            host.ended(host.startBackup(Map.of("name", "snapshotted", "engine", "snapshot")), "SUCCEEDED");
            Await.until(
                    "both are in the copy",
                    Await.LIMIT,
                    () -> check(host).path("state").asText().equals("OK"));
            assertTrue(
                    check(host).toString(), check(host).path("message").asText().contains(copy.toString()));
            String again = host.admin()
                    .post(BackupHost.API + "/copy")
                    .expect(202)
                    .data()
                    .path("id")
                    .asText();
            host.ended(again, "SUCCEEDED");
            assertTrue("nothing is new: " + host.log(again), !host.log(again).contains("Copied"));
            host.admin().download(BackupHost.API + "/exported/archive", archive).expect(200);
            lost = state(host);
        }
    }

    private static JsonNode check(BackupHost host) {
        return check(
                host.admin().get(BackupHost.API + "/health").expect(200).data().path("checks"));
    }

    private static JsonNode check(JsonNode checks) {
        for (JsonNode check : checks) {
            if (check.path("id").asText().equals("copy")) {
                return check;
            }
        }
        throw new AssertionError("There is no such check");
    }

    private static ServerState state(BackupHost host) {
        return withoutItsOwn(host.state());
    }

    /** What each start writes, and what a restore leaves as it is. */
    private static ServerState withoutItsOwn(ServerState state) {
        return state.without(
                document -> document.startsWith("audittrace/")
                        || document.startsWith("auditconfiguration/")
                        || document.startsWith("suggestionentry/")
                        || document.startsWith("maintenancemodestate/"),
                file -> false);
    }
}
