package org.alien4cloud.plugin.backup.service.verify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.FaultScenario;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class VerifyServiceTest {

    private static final BackupName SECOND = BackupName.of("second");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private DirectoryServer server;

    @Before
    public void prepareServer() throws IOException {
        directory = folder.getRoot().toPath().toRealPath().resolve("server");
        FaultScenario.prepare(Work.REPEATED_BACKUP, directory);
        server = new DirectoryServer(directory);
    }

    @Test
    public void needsElasticsearchToFindNoDamage() throws IOException {
        Files.move(directory.resolve("snapshots"), directory.resolve("away"));
        Operation operation = server.verify("second");
        assertEquals(OperationState.FAILED, operation.state());
        assertTrue(
                operation.error(),
                operation.error().contains("its documents cannot be checked: Elasticsearch does not answer."));
        assertFalse(server.verifications().last(SECOND).isPresent());
        Files.move(directory.resolve("away"), directory.resolve("snapshots"));
        DirectoryServer.requireSuccess(server.verify("second"));
        assertEquals(
                Verification.State.OK, server.verifications().last(SECOND).get().state());
    }

    @Test
    public void reportsDamageWithoutElasticsearch() throws IOException {
        Files.move(directory.resolve("snapshots"), directory.resolve("away"));
        Files.write(directory.resolve("backups/backups/second/documents/user.gz"), new byte[] {1});
        assertEquals(OperationState.FAILED, server.verify("second").state());
        assertEquals(
                Verification.State.DAMAGED,
                server.verifications().last(SECOND).get().state());
    }
}
