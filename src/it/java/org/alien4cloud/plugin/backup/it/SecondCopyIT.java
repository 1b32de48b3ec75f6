package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.alien4cloud.devhost.ServerState;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A second copy that follows by itself, and saves a server that has lost everything else. */
public class SecondCopyIT {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void shouldFollowByItselfAndBeEnoughToRestoreFrom() throws IOException {
        Path copy = folder.getRoot().toPath().resolve("other-disk");
        try (BackupHost host = BackupHost.start("second-copy", "--sample=4", "--shards=1", "--path-repo=" + folder.newFolder("snapshots"),
                "--backup.copy.directory=" + copy)) {
            host.backUp("exported");
            host.ended(host.startBackup(Map.of("name", "snapshotted", "engine", "snapshot")), "SUCCEEDED");
            Await.until("both are in the copy", Duration.ofSeconds(60), () -> check(host).path("state").asText().equals("OK"));
            assertTrue(check(host).toString(), check(host).path("message").asText().contains(copy.toString()));
            ServerState before = host.state();
            String again = host.admin().post(BackupHost.API + "/copy").expect(202).data().path("id").asText();
            host.ended(again, "SUCCEEDED");
            assertTrue("nothing is new: " + host.log(again), !host.log(again).contains("Copied"));
            host.process().stop();

            CommandLineProcess cli = CommandLineProcess.of(host);
            EmbeddedElasticsearch.deleteTree(host.backups());
            EmbeddedElasticsearch.deleteTree(host.process().alien());
            Files.createDirectories(host.process().alien());
            String from = "--backup-directory=" + copy;
            assertTrue(cli.run("list", from).expect(0).out.contains("snapshotted"));
            cli.run("restore", "snapshotted", "--confirm", "snapshotted", "--no-safety-backup", from).expect(0);
            cli.run("verify", "snapshotted", "--deep", from).expect(0);
            host.start();
            assertEquals("", withoutWhatAStartWrites(before).differences(withoutWhatAStartWrites(host.state()), 10));
        }
    }

    private static JsonNode check(BackupHost host) {
        for (JsonNode check : host.admin().get(BackupHost.API + "/health").expect(200).data().path("checks")) {
            if (check.path("id").asText().equals("copy")) {
                return check;
            }
        }
        throw new AssertionError("There is no such check");
    }

    private static ServerState withoutWhatAStartWrites(ServerState state) {
        return state.without(document -> document.startsWith("audittrace/") || document.startsWith("auditconfiguration/")
                || document.startsWith("suggestionentry/") || document.startsWith("maintenancemodestate/"), file -> false);
    }
}
