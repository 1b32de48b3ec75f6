package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.devhost.ServerState;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A server that moves to another machine, by an archive that was downloaded from one and uploaded to the other. */
public class MoveIT {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void shouldMoveAServerToAnotherOneWithAnotherDataDirectory() throws IOException {
        Path archive = folder.getRoot().toPath().resolve("whole.zip");
        ServerState old;
        try (BackupHost from = BackupHost.start("move-from", "--sample=4", "--shards=1")) {
            from.backUp("whole");
            old = from.state();
            from.admin().download(BackupHost.API + "/whole/archive", archive).expect(200);
        }
        try (BackupHost to = BackupHost.start("move-to", "--sample=2", "--shards=1")) {
            String upload = to.admin().upload(BackupHost.API + "/archive", archive).expect(202).data().path("id").asText();
            to.ended(upload, "SUCCEEDED");
            AlienClient.Answer hot = to.admin().post(BackupHost.API + "/whole/restore", Map.of("confirm", "whole"));
            assertEquals("its indices are those of another cluster: " + hot, 409, hot.status());
            assertTrue(hot.toString(), hot.errorMessage().contains("docs/command-line.md tells how"));
            to.process().stop();

            CommandLineProcess.of(to).run("restore", "whole", "--confirm", "whole", "--rewrite-locations").expect(0);
            to.start();
            assertEquals("", withoutWhatAStartWrites(old).differences(withoutWhatAStartWrites(to.state()), 10));
            to.backUp("at-home");
            to.ended(to.startRestore("at-home", false), "SUCCEEDED");
        }
    }

    private static ServerState withoutWhatAStartWrites(ServerState state) {
        return state.without(document -> document.startsWith("audittrace/") || document.startsWith("auditconfiguration/")
                || document.startsWith("suggestionentry/") || document.startsWith("maintenancemodestate/"), file -> false);
    }
}
