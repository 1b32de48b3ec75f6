package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.capture.BackupJob;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RestoreHistoryTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private DirectoryServer server;
    private RestoreHistory history;

    @Before
    public void prepareServer() throws IOException {
        Path directory = folder.getRoot().toPath().toRealPath();
        DirectoryServer.make(directory);
        Files.write(directory.resolve("alien/file"), new byte[100]);
        server = new DirectoryServer(directory);
        history = new RestoreHistory(server.context(), server.operations());
    }

    /** @param safetyBackup its name; null for none */
    private void restore(String backup, String safetyBackup, Phase last) {
        server.runner().run(OperationKind.RESTORE, BackupName.of(backup), "ann", running -> {
            running.phase(Phase.PLANNING);
            if (safetyBackup != null) {
                CreateBackupRequest request =
                        new CreateBackupRequest(BackupName.of(safetyBackup), null, null, Consistency.LIVE, false);
                new BackupJob(server.context()).run(request, BackupOrigin.SAFETY, "ann", running, phase -> {});
            }
            running.phase(last);
            return Outcome.DONE;
        });
    }

    @Test
    public void findsTheLastRestoreThatChangedSomething() {
        assertFalse(history.last().isPresent());
        restore("good", "before-good", Phase.FINISHING);
        assertLast("good", "before-good");
        restore("good", null, Phase.PLANNING);
        assertThrows(BackupException.class, () -> server.runner()
                .run(OperationKind.RESTORE, BackupName.of("other"), "ann", running -> {
                    running.phase(Phase.APPLYING);
                    throw new BackupException(BackupException.Kind.IO, "it failed");
                }));
        assertLast("good", "before-good");
        restore("other", "before-other", Phase.FINISHING);
        assertLast("other", "before-other");
        restore("good", null, Phase.FINISHING);
        assertFalse("that one has no safety backup", history.last().isPresent());
    }

    private void assertLast(String backup, String safetyBackup) {
        LastRestore last = history.last().get();
        assertEquals(BackupName.of(backup), last.getOperation().backup());
        assertEquals(BackupName.of(safetyBackup), last.getSafetyBackup());
    }
}
