package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.Quota;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.RepositoryAudit;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The disk of the backup directory is too small from the beginning, or gets full all of a sudden, at points of chance:
 * until 18 operations have failed, with {@code -Dlong=true} 50; {@code -Dseed} for others.
 */
public class FullDiskTest {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final int POINTS = Boolean.getBoolean("long") ? 50 : 12;
    private static final long SEED = Long.getLong("seed", 1);
    private static final long PLENTY = 1L << 40;
    private static final Pattern MESSAGE = Pattern.compile(
            "Not enough space in (\\S+): (?:at least )?([\\d.,]+) (bytes?|KiB|MiB|GiB) needed, ([\\d.,]+) "
                    + "(bytes?|KiB|MiB|GiB) free\\. Free space or set backup\\.directory\\.");
    private static final Map<Work, FaultScenario> SCENARIOS = new EnumMap<>(Work.class);
    private static final Map<Work, Quota> NEEDED = new EnumMap<>(Work.class);

    @BeforeClass
    public static void prepareServers() throws IOException {
        Path root = FOLDER.getRoot().toPath();
        for (Work work : Arrays.asList(Work.FIRST_BACKUP, Work.REPEATED_BACKUP, Work.DELETION)) {
            FaultScenario scenario = FaultScenario.prepare(work, root.resolve("prepared-" + work));
            SCENARIOS.put(work, scenario);
            Quota measuring = new Quota(PLENTY);
            work.run(on(measuring, scenario.copyTo(root.resolve("measuring-" + work))));
            NEEDED.put(work, measuring);
        }
    }

    private static DirectoryServer on(Quota disk, Path directory) throws IOException {
        DurableFiles.createDirectories(directory.resolve("backups"));
        FaultyFileSystem faulty = new FaultyFileSystem(directory.resolve("backups"), disk);
        return new DirectoryServer(faulty.path(directory));
    }

    @Test
    public void failsClearlyAndLosesNothing() throws IOException {
        List<String> failures = new ArrayList<>();
        int failed = 0;
        for (int point = 0; failed < POINTS && point < 4 * POINTS; point++) {
            Random random = new Random(SEED * 1_000_003 + point);
            FaultScenario scenario = new ArrayList<>(SCENARIOS.values()).get(point % SCENARIOS.size());
            Quota needed = NEEDED.get(scenario.work());
            long left = (long) (random.nextDouble() * needed.highest());
            long act = 1 + random.nextInt((int) needed.acts());
            boolean sudden = random.nextInt(3) > 0;
            Quota disk = sudden ? Quota.fullAt(act, random.nextDouble()) : new Quota(left);
            Path directory = scenario.copyTo(FOLDER.getRoot().toPath().resolve("point-" + point));
            String message = run(scenario.work(), on(disk, directory), point % 2 == 0);
            List<String> wrong = new ArrayList<>();
            if (message != null) {
                failed++;
                wrong.addAll(checkMessage(message, directory.resolve("backups")));
            } else if (scenario.work() != Work.DELETION
                    && !disk.hits().stream().allMatch(hit -> mayBeMissing(directory, hit))) {
                wrong.add("It did not fail");
            }
            wrong.addAll(checkAfterwards(scenario, directory, disk));
            if (!wrong.isEmpty()) {
                failures.add(scenario.work()
                        + (sudden
                                ? " full at " + act + " of " + needed.acts()
                                : " with " + left + " of " + needed.highest() + " bytes")
                        + ", point " + point + ": " + String.join("; ", wrong));
            }
            DurableFiles.deleteTree(directory);
        }
        assertEquals("Failures at seed " + SEED, "", String.join("\n", failures));
        assertEquals("operations that failed", POINTS, failed);
    }

    /** @return with what it failed, null if it did not */
    private static String run(Work work, DirectoryServer server, boolean asOperation) {
        try {
            if (work == Work.DELETION) {
                return errorOf(server.delete(FaultScenario.DELETED));
            }
            if (asOperation) {
                return errorOf(server.backUp(FaultScenario.NEW));
            }
            server.backUpHere(FaultScenario.NEW, false, Progress.NONE);
            return null;
        } catch (BackupException e) {
            assertEquals(e.getMessage(), Kind.NO_SPACE, e.kind());
            return e.getMessage();
        }
    }

    /** The history may have a gap, and the lock's next sign of life comes soon. */
    private static boolean mayBeMissing(Path directory, Path file) {
        Path backups = directory.resolve("backups");
        return file.startsWith(backups.resolve("operations")) || file.equals(backups.resolve("lock"));
    }

    private static String errorOf(Operation operation) {
        return operation.state() == OperationState.SUCCEEDED ? null : operation.state() + ": " + operation.error();
    }

    private static List<String> checkMessage(String message, Path backups) {
        Matcher matcher = MESSAGE.matcher(message);
        if (!matcher.find() || !matcher.group(1).startsWith(backups.toString())) {
            return Collections.singletonList("It says: " + message);
        }
        boolean tooLittle = bytes(matcher.group(4), matcher.group(5)) < bytes(matcher.group(2), matcher.group(3));
        return tooLittle ? Collections.emptyList() : Collections.singletonList("What is free is enough: " + message);
    }

    private static double bytes(String number, String unit) {
        return Double.parseDouble(number.replace(",", ""))
                * Math.pow(1024, Arrays.asList("bytes", "KiB", "MiB", "GiB").indexOf(unit));
    }

    private static List<String> checkAfterwards(FaultScenario scenario, Path directory, Quota disk) throws IOException {
        List<String> wrong = new ArrayList<>();
        if (!scenario.data().equals(RepositoryAudit.digests(directory.resolve("alien")))) {
            wrong.add("The data have changed");
        }
        wrong.addAll(scenario.checkBackups(directory));
        wrong.addAll(open(directory));
        disk.add(PLENTY);
        new DirectoryServer(directory).recover();
        wrong.addAll(scenario.checkAll(directory));
        wrong.addAll(scenario.checkNextBackup(directory));
        return wrong;
    }

    /**
     * Files that this process has open, but for the lock that may be let go right now: one that is deleted would keep
     * its space. Linux tells.
     */
    private static List<String> open(Path directory) throws IOException {
        List<String> open = new ArrayList<>();
        Path descriptors = Path.of("/proc/self/fd");
        if (Files.isDirectory(descriptors)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
                for (Path descriptor : all) {
                    String file = Files.isSymbolicLink(descriptor)
                            ? Files.readSymbolicLink(descriptor).toString()
                            : "";
                    if (file.startsWith(directory.toRealPath() + "/") && !file.endsWith("lock")) {
                        open.add("Still open: " + file);
                    }
                }
            }
        }
        return open;
    }
}
