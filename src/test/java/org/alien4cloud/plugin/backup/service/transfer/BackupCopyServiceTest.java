package org.alien4cloud.plugin.backup.service.transfer;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.Quota;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.repository.RepositoryAudit;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.FaultScenario;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.alien4cloud.plugin.backup.service.capture.UpdateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.ScheduleSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The second copy of the backup directory, of a server with the backups "first" and "second". */
public class BackupCopyServiceTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private Path copy;
    private DirectoryServer server;

    @Before
    public void prepareServer() throws IOException {
        directory = folder.getRoot().toPath().toRealPath().resolve("server");
        FaultScenario.prepare(Work.REPEATED_BACKUP, directory);
        copy = directory.resolve("copy");
        server = server(directory, copy);
    }

    private static DirectoryServer server(Path directory, Path copy) {
        return new DirectoryServer(
                directory.resolve("alien"), directory.resolve("backups"), directory.resolve("snapshots"), copy);
    }

    private Operation copy() {
        return server.ended(server.copy().start("ann"));
    }

    private static List<String> log(DirectoryServer server, Operation operation) {
        return server.operations().log(operation.id(), 0);
    }

    /** Everything in a copy, read by other means. */
    private void assertCopied(String... names) throws IOException {
        RepositoryAudit audit = new RepositoryAudit(copy);
        assertEquals(new HashSet<>(Arrays.asList(names)), audit.backups());
        for (String name : names) {
            assertEquals(new RepositoryAudit(directory.resolve("backups")).read(name), audit.read(name));
        }
        assertEquals(Collections.emptyList(), audit.leftovers());
    }

    @Test
    public void hasEverythingThatARestoreNeeds() throws IOException {
        server.set(new Settings(new ScheduleSettings(true, "0 0 3 * * *", "UTC"), null, null, null));
        server.backups().amend(BackupName.of("second"), new UpdateBackupRequest("keep it", true));
        assertEquals(2, server.copy().missing().size());
        DirectoryServer.requireSuccess(copy());
        assertCopied("first", "second");
        assertEquals(0, server.copy().missing().size());

        DirectoryServer other = new DirectoryServer(directory.resolve("alien"), copy, directory.resolve("snapshots"));
        assertEquals(server.repository().repositoryId(), other.repository().repositoryId());
        assertEquals(
                "its documents are in it",
                "export",
                other.backups().get(BackupName.of("second")).engine());
        assertTrue(other.backups()
                .note(other.backups().get(BackupName.of("second")))
                .pinned());
        assertEquals(
                "0 0 3 * * *",
                other.settings(Clock.systemUTC()).get().schedule().cron());
        assertEquals(
                Verification.State.OK,
                other.repository()
                        .verifier()
                        .verify(BackupName.of("first"), new FoundDamage(), Progress.NONE)
                        .state());
        assertTrue(
                "nobody else may read it",
                Files.getPosixFilePermissions(copy).toString().contains("OWNER")
                        && Files.getPosixFilePermissions(copy).size() == 3);
    }

    @Test
    public void copiesNewBackupsAndRemovesDeletedOnes() throws IOException {
        DirectoryServer.requireSuccess(copy());
        Files.write(directory.resolve("alien/new"), new byte[12_345]);
        server.backUp("third");
        Operation second = copy();
        DirectoryServer.requireSuccess(second);
        List<String> copied = log(server, second).stream()
                .filter(line -> line.contains("Copied"))
                .collect(Collectors.toList());
        assertEquals(copied.toString(), 1, copied.size());
        long added = server.repository().catalog().get(BackupName.of("third")).addedBytes();
        assertTrue(copied.get(0), copied.get(0).contains("third: " + ByteSize.of(added) + " were new."));
        server.delete("first");
        server.backups().amend(BackupName.of("third"), new UpdateBackupRequest("noted later", null));
        DirectoryServer.requireSuccess(copy());
        assertCopied("second", "third");
        BackupRepository there = BackupRepository.open(copy, null);
        assertEquals(
                "noted later",
                there.notes().of(there.catalog().get(BackupName.of("third"))).description());
    }

    @Test
    public void copiesAnotherBackupOfTheSameName() throws IOException {
        DirectoryServer.requireSuccess(copy());
        server.delete("first");
        Files.write(directory.resolve("alien/other"), new byte[100]);
        server.backUp("first");
        DirectoryServer.requireSuccess(copy());
        assertCopied("first", "second");
    }

    private void assertCopies(long expected, BackupCopyService following) {
        following.poll();
        server.awaitIdle();
        assertEquals(expected, copies());
    }

    @Test
    public void copiesAutomaticallyWhenNothingRuns() {
        BackupCopyService following = server.copy();
        following.start();
        following.poll();
        server.awaitIdle();
        assertEquals("at first", 1, copies());
        following.poll();
        server.awaitIdle();
        assertEquals("nothing is new", 1, copies());
        server.backUp("third");
        assertCopies(2, following);
        assertEquals(0, following.missing().size());
        server.delete("third");
        assertCopies(3, following);
        server.verify("second");
        following.poll();
        server.awaitIdle();
        assertEquals("a verification changes nothing", 3, copies());
    }

    private long copies() {
        return server.operations().list().stream()
                .filter(operation -> operation.kind() == OperationKind.REPLICATE)
                .peek(DirectoryServer::requireSuccess)
                .count();
    }

    @Test
    public void neverCopiesDamagedBackups() throws IOException {
        DirectoryServer.requireSuccess(copy());
        server.backUp("third");
        Path list = directory.resolve("backups/backups/third/files.jsonl.gz");
        byte[] bytes = Files.readAllBytes(list);
        bytes[bytes.length / 2] ^= 1;
        Files.write(list, bytes);
        server.backUp("fourth");
        Operation failed = copy();
        assertEquals(OperationState.FAILED, failed.state());
        assertTrue(
                failed.error(),
                failed.error().contains("1 backups could not be copied")
                        && failed.error().contains("third/files.jsonl.gz"));
        assertEquals(new HashSet<>(Arrays.asList("first", "second", "fourth")), new RepositoryAudit(copy).backups());
        assertEquals(Collections.emptyList(), new RepositoryAudit(copy).leftovers());
    }

    @Test
    public void keepsTheCopyWhenTheOriginalsAreLost() throws IOException {
        DirectoryServer.requireSuccess(copy());
        // damaged: not listed, but not gone
        Files.write(directory.resolve("backups/backups/first/manifest.json"), new byte[] {1});
        DirectoryServer.requireSuccess(copy());
        assertEquals(2, new RepositoryAudit(copy).backups().size());
        server.delete("first");
        server.delete("second");
        Operation last = copy();
        DirectoryServer.requireSuccess(last);
        assertEquals(2, new RepositoryAudit(copy).backups().size());
        assertTrue(
                log(server, last).toString(),
                log(server, last).toString().contains("The backup directory has no backups"));
    }

    @Test
    public void refusesUnusableDirectories() throws IOException {
        Path other = directory.resolve("other");
        Files.write(Files.createDirectories(other).resolve("holiday.jpg"), new byte[1]);
        Path foreign = directory.resolve("foreign");
        BackupRepository.open(foreign, "another cluster");
        for (Path place : Arrays.asList(
                directory.resolve("backups"),
                directory.resolve("backups/copy"),
                directory.resolve("alien/copy"),
                directory,
                directory.resolve("not/mounted"),
                other,
                foreign)) {
            server = server(directory, place);
            BackupCopyService refusing = server.copy();
            BackupException refused = assertThrows(place.toString(), BackupException.class, () -> {
                Operation operation = server.ended(refusing.start("ann"));
                throw new BackupException(Kind.PRECONDITION, operation.state() + " " + operation.error());
            });
            assertEquals(Kind.PRECONDITION, refused.kind());
            assertFalse(refused.getMessage(), refused.getMessage().startsWith("SUCCEEDED"));
            assertTrue(refused.getMessage(), refused.getMessage().contains(place.toString()));
        }
        assertFalse(Files.exists(directory.resolve("not")));
        try (Stream<Path> children = Files.list(other)) {
            assertEquals(
                    "what is not ours is left as it was",
                    1,
                    children.filter(child -> !child.getFileName().toString().endsWith("lock"))
                            .count());
        }
        server = server(directory, null);
        assertTrue(assertThrows(BackupException.class, () -> server.copy().start("ann"))
                .getMessage()
                .contains("Set backup.copy.directory"));
    }

    /** Its disk gets full at points of chance; then there is room again. */
    @Test
    public void isCompleteAfterItsDiskWasFull() throws IOException {
        Quota measured = new Quota(1L << 40);
        DirectoryServer.requireSuccess(copyOn(measured));
        emptyCopy();
        Random random = new Random(7);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            Operation failed = copyOn(Quota.fullAt(1 + random.nextInt((int) measured.acts()), random.nextDouble()));
            if (failed.state() == OperationState.FAILED) {
                messages.add(failed.error());
            }
            RepositoryAudit audit = BackupRepository.isIn(copy) ? new RepositoryAudit(copy) : null;
            for (String name : audit == null ? Collections.<String>emptySet() : audit.backups()) {
                assertEquals(
                        "listed, so whole",
                        new RepositoryAudit(directory.resolve("backups")).read(name),
                        audit.read(name));
            }
            if (i % 3 == 2) {
                DirectoryServer.requireSuccess(copy());
                assertCopied("first", "second");
                emptyCopy();
            }
        }
        assertTrue(messages.toString(), messages.size() > 4);
        assertTrue(
                messages.toString(),
                messages.stream()
                        .allMatch(message ->
                                message.contains(copy.toString()) && message.contains("set backup.copy.directory")));
    }

    private Operation copyOn(Quota disk) throws IOException {
        DurableFiles.createDirectories(copy);
        FaultyFileSystem faulty = new FaultyFileSystem(copy, disk);
        server = server(faulty.path(directory), faulty.path(copy));
        try {
            return copy();
        } finally {
            server = server(directory, copy);
        }
    }

    private void emptyCopy() throws IOException {
        try (Stream<Path> walk = Files.walk(copy)) {
            for (Path path : walk.sorted(Collections.reverseOrder()).collect(Collectors.toList())) {
                if (!path.equals(copy)) {
                    Files.delete(path);
                }
            }
        }
    }
}
