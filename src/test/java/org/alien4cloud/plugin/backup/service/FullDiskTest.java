package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
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
 * The disk of the backup directory gets full at points of chance, from nothing being left to almost enough. 18 points, with {@code -Dlong=true}
 * 50; {@code -Dseed} for others.
 */
public class FullDiskTest {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final int POINTS = Boolean.getBoolean("long") ? 50 : 18;
    private static final long SEED = Long.getLong("seed", 1);
    private static final long PLENTY = 1L << 40;
    private static final Pattern MESSAGE = Pattern.compile("Not enough space in (\\S+): (?:at least )?([\\d.,]+) (bytes|KB|MB|GB) needed, ([\\d.,]+) "
            + "(bytes|KB|MB|GB) free\\. Free space or set backup\\.directory\\.");
    private static final Map<Work, FaultScenario> SCENARIOS = new EnumMap<>(Work.class);
    private static final Map<Work, Long> NEEDED = new EnumMap<>(Work.class);

    @BeforeClass
    public static void prepareServers() throws IOException {
        Path root = FOLDER.getRoot().toPath();
        for (Work work : Arrays.asList(Work.FIRST_BACKUP, Work.REPEATED_BACKUP, Work.DELETION)) {
            FaultScenario scenario = FaultScenario.prepare(work, root.resolve("prepared-" + work));
            SCENARIOS.put(work, scenario);
            Quota measuring = new Quota(PLENTY);
            work.run(on(measuring, scenario.copyTo(root.resolve("measuring-" + work))));
            NEEDED.put(work, measuring.highest());
        }
    }

    private static DirectoryServer on(Quota disk, Path directory) throws IOException {
        DurableFiles.createDirectories(directory.resolve("backups"));
        FaultyFileSystem faulty = new FaultyFileSystem(directory.resolve("backups"), disk);
        return new DirectoryServer(faulty.path(directory));
    }

    @Test
    public void shouldFailClearlyAndLoseNothing() throws IOException {
        List<String> failures = new ArrayList<>();
        int failed = 0;
        for (int point = 0; point < POINTS; point++) {
            Random random = new Random(SEED * 1_000_003 + point);
            FaultScenario scenario = new ArrayList<>(SCENARIOS.values()).get(point % SCENARIOS.size());
            long left = left(NEEDED.get(scenario.work()), random);
            Path directory = scenario.copyTo(FOLDER.getRoot().toPath().resolve("point-" + point));
            Quota disk = new Quota(left);
            String message = run(scenario.work(), on(disk, directory), point % 2 == 0);
            List<String> wrong = new ArrayList<>();
            if (message != null) {
                failed++;
                wrong.addAll(checkMessage(message, directory.resolve("backups")));
            } else if (scenario.work() != Work.DELETION) {
                wrong.add("It did not fail");
            }
            wrong.addAll(checkAfterwards(scenario, directory, disk));
            if (!wrong.isEmpty()) {
                failures.add(scenario.work() + " with " + left + " of " + NEEDED.get(scenario.work()) + " bytes, point " + point + ": "
                        + String.join("; ", wrong));
            }
            DurableFiles.deleteTree(directory);
        }
        assertEquals("Failures at seed " + SEED, "", String.join("\n", failures));
        assertTrue("Only " + failed + " of " + POINTS + " failed", failed >= POINTS * 0.6);
    }

    /** Contents take most of the space; a third of the points is for what is written before them, a third for what is written after. */
    private static long left(long needed, Random random) {
        long few = random.nextInt(20_000);
        switch (random.nextInt(3)) {
            case 0:
                return few;
            case 1:
                return Math.max(0, needed - 1 - few);
            default:
                return (long) (random.nextDouble() * needed);
        }
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
        return Double.parseDouble(number.replace(",", "")) * Math.pow(1000, Arrays.asList("bytes", "KB", "MB", "GB").indexOf(unit));
    }

    private static List<String> checkAfterwards(FaultScenario scenario, Path directory, Quota disk) throws IOException {
        List<String> wrong = new ArrayList<>();
        if (!scenario.data().equals(RepositoryAudit.digests(directory.resolve("alien")))) {
            wrong.add("The data have changed");
        }
        wrong.addAll(scenario.checkBackups(directory));
        disk.add(PLENTY);
        new DirectoryServer(directory).recover();
        wrong.addAll(scenario.checkAll(directory));
        wrong.addAll(scenario.checkNextBackup(directory));
        return wrong;
    }
}
