package org.alien4cloud.plugin.backup.service.verify;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport.Check;
import org.alien4cloud.plugin.backup.service.monitor.HealthService;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.restore.KnownLosses;
import org.alien4cloud.plugin.backup.service.restore.RestoreRequest;
import org.alien4cloud.plugin.backup.service.restore.RestoreScope;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is known to be damaged is so everywhere: whatever asks for good backups, for health, and before a restore. */
public class KnownDamageServiceTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Random random = new Random(3);
    private Path directory;
    private Path data;
    private DirectoryServer server;

    /**
     * Backups "first" and "second" share all contents; the large one is artifacts/large, which is a file of its own.
     */
    @Before
    public void makeBackups() throws IOException {
        directory = folder.getRoot().toPath().toRealPath().resolve("server");
        DirectoryServer.make(directory);
        data = directory.resolve("alien");
        write("artifacts/large", (1 << 20) + 1);
        write("csar/small", 5000);
        server = new DirectoryServer(directory);
        DirectoryServer.requireSuccess(server.backUp("first"));
        DirectoryServer.requireSuccess(server.backUp("second"));
    }

    @Test
    public void sharesDamageAmongBackups() throws IOException {
        flip(large());
        Operation verification = server.verify("first");
        assertEquals(OperationState.FAILED, verification.state());
        assertTrue(verification.error(), verification.error().contains("Also damaged: second."));
        assertEquals(Collections.emptyList(), server.context().history().goodBackups());
        Check last = check("last-backup");
        assertEquals(last.message(), HealthReport.State.ERROR, last.state());
        assertTrue(last.message(), last.message().startsWith("The newest backup, second, is damaged."));
        assertFalse(last.message(), last.message().contains("hours old"));
        assertEquals("Damaged backups: second, first.", check("damage").message());
        assertEquals(HealthReport.State.WARNING, check("damage").state());
    }

    @Test
    public void reportsTheNewestGoodBackup() throws IOException {
        Files.write(directory.resolve("backups/backups/second/documents/user.gz"), new byte[] {1});
        server.verify("second");
        Check last = check("last-backup");
        assertEquals(HealthReport.State.WARNING, last.state());
        assertTrue(last.message(), last.message().endsWith("The newest good one, first, is 0 hours old."));
        DirectoryServer.requireSuccess(server.backUp("third"));
        assertEquals(HealthReport.State.OK, check("last-backup").state());
        assertEquals("Damaged backups: second.", check("damage").message());
    }

    @Test
    public void failsABackupThatNeedsDamagedContents() throws IOException {
        BackupName second = BackupName.of("second");
        server.context().history().requireUndamaged(second);
        flip(large());
        server.verify("first");
        BackupException refused = assertThrows(
                BackupException.class, () -> server.context().history().requireUndamaged(second));
        assertEquals(Kind.CHECK_FAILED, refused.kind());
        assertTrue(refused.getMessage(), refused.getMessage().startsWith("The backup second was made, but is damaged"));
        assertFalse(server.context().history().isGood(server.backups().get(second)));
    }

    @Test
    public void isRepairedByTheNextBackup() throws IOException {
        flip(large());
        server.verify("first");
        DirectoryServer.requireSuccess(server.backUp("next"));
        assertTrue(server.context().history().isGood(server.backups().get(BackupName.of("second"))));
        DirectoryServer.requireSuccess(server.verify("first"));
        assertEquals(3, server.context().history().goodBackups().size());
        assertEquals(HealthReport.State.OK, check("damage").state());
    }

    @Test
    public void isRepairedByCopyingTheFile() throws IOException {
        byte[] intact = flip(large());
        server.verify("first");
        Files.write(large(), intact);
        DirectoryServer.requireSuccess(server.verify("first"));
        assertEquals(2, server.context().history().goodBackups().size());
        assertEquals(HealthReport.State.OK, check("damage").state());
    }

    @Test
    public void stopsARestoreOnlyIfItsScopeIsDamaged() throws IOException {
        flip(large());
        server.verify("first");
        ImpactWarning warning = warnings("second", null).get(0);
        assertTrue(warning.blocking());
        assertEquals("damaged", warning.id());
        assertEquals(Collections.singletonList("the file artifacts/large"), warning.items());
        assertEquals(1, warnings("second", "artifacts").size());
        assertEquals(Collections.emptyList(), warnings("second", "csar"));
    }

    @Test
    public void dryRunFailsIfADamagedContentIsNeeded() throws IOException {
        flip(large());
        server.verify("first");
        losses("second", null).requireNotNeeded(new ImpactCalculator("ann", null));
        write("artifacts/large", (1 << 20) + 1);
        BackupException refused = assertThrows(BackupException.class, () -> losses("second", null)
                .requireNotNeeded(new ImpactCalculator("ann", null)));
        assertEquals(Kind.CHECK_FAILED, refused.kind());
        assertTrue(refused.getMessage(), refused.getMessage().contains("the restore would write: artifacts/large."));
        Files.delete(data.resolve("artifacts/large"));
        assertThrows(BackupException.class, () -> losses("second", "artifacts")
                .requireNotNeeded(new ImpactCalculator("ann", null)));
        losses("second", "csar").requireNotNeeded(new ImpactCalculator("ann", null));
    }

    @Test
    public void dryRunFailsWithoutDocuments() {
        Finding lost = new Finding("/es/x", Problem.MISSING, "it is missing", true, 0, null).ofIndex("user");
        BackupName name = BackupName.of("second");
        Manifest manifest = server.backups().get(name);
        FoundDamage found = new FoundDamage();
        Verification verification = server.repository().verifier().verify(name, found, Progress.NONE);
        server.repository().verifier().record(name, verification.with(Collections.singletonList(lost), 0), found);
        ImpactCalculator calculator = new ImpactCalculator("ann", null);
        new KnownLosses(server.context(), manifest, options(null)).requireNotNeeded(calculator);
        calculator.document(Change.CREATE, "csar", "a", null, null, 10);
        calculator.document(Change.DELETE, "user", "a", null, null, 10);
        BackupException refused = assertThrows(
                BackupException.class, () -> calculator.document(Change.REPLACE, "user", "a", null, null, 10));
        assertEquals(Kind.CHECK_FAILED, refused.kind());
        assertTrue(refused.getMessage(), refused.getMessage().contains("/es/x: it is missing"));
    }

    @Test
    public void storesNoResultForUnreadableFiles() throws IOException {
        for (String refused : new String[] {
            "packs/", "objects/", "second/documents/user.gz", "second/files.jsonl.gz", "second/manifest.json"
        }) {
            DirectoryServer faulty = new DirectoryServer(new FaultyFileSystem(directory, (act, path, target) -> {
                        if (act == Act.OPEN_TO_READ && path.toString().contains(refused)) {
                            throw new AccessDeniedException(path.toString());
                        }
                    })
                    .path(directory));
            Operation operation = faulty.verify("second");
            assertEquals(refused, OperationState.FAILED, operation.state());
            assertTrue(
                    refused + ": " + operation.error(),
                    operation.error().contains("may not read")
                            || operation.error().contains("permission"));
            assertEquals(refused, Optional.empty(), faulty.verifications().last(BackupName.of("second")));
            assertEquals(refused, Optional.empty(), faulty.verifications().last(BackupName.of("first")));
        }
        DirectoryServer.requireSuccess(server.verify("second"));
    }

    private Check check(String id) {
        SettingsService settings = server.settings(Clock.systemUTC());
        HealthService health = new HealthService(
                server.context(),
                server.operations(),
                server.runner(),
                settings,
                new OverdueBackupCheck(server.context(), settings, Clock.systemUTC()),
                server.copy());
        return health.check().checks().stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow(AssertionError::new);
    }

    private List<ImpactWarning> warnings(String backup, String chosen) {
        ImpactCalculator calculator = new ImpactCalculator("ann", null);
        losses(backup, chosen).warn(calculator);
        return calculator.warnings();
    }

    private KnownLosses losses(String backup, String directoryName) {
        return new KnownLosses(server.context(), server.backups().get(BackupName.of(backup)), options(directoryName));
    }

    private static RestoreRequest options(String directoryName) {
        return RestoreRequest.builder()
                .scope(new RestoreScope(
                        directoryName == null ? null : Collections.singletonList(directoryName), null, false))
                .build();
    }

    private void write(String path, int size) throws IOException {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        Files.createDirectories(data.resolve(path).getParent());
        Files.write(data.resolve(path), bytes);
    }

    private Path large() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("backups/objects"))) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toList())
                    .get(0);
        }
    }

    private static byte[] flip(Path file) throws IOException {
        byte[] intact = Files.readAllBytes(file);
        byte[] flipped = intact.clone();
        flipped[77] ^= 1;
        Files.write(file, flipped);
        return intact;
    }
}
