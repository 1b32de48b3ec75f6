package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.alien4cloud.plugin.backup.faults.Fault;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A disk that fails at a change of chance: once, or from then on. Other than a killed process, this one goes on, and
 * must not make it worse. 24 points, with {@code -Dlong=true} 200; {@code -Dseed} for others.
 */
public class FailingDiskTest {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final int POINTS = Boolean.getBoolean("long") ? 200 : 16;
    private static final long SEED = Long.getLong("seed", 1);
    private static final Map<Work, FaultScenario> SCENARIOS = new EnumMap<>(Work.class);
    private static final Map<Work, Integer> CHANGES = new EnumMap<>(Work.class);

    @BeforeClass
    public static void prepareServers() throws IOException {
        Path root = FOLDER.getRoot().toPath();
        for (Work work : Work.values()) {
            FaultScenario scenario = FaultScenario.prepare(work, root.resolve("prepared-" + work));
            if (work == Work.RECOVERY) {
                FaultScenario failed = scenario.on(scenario.copyTo(root.resolve("failed")));
                run(Work.DELETION, root.resolve("failed"), failingFrom(30, new AtomicInteger()));
                scenario = failed;
            }
            SCENARIOS.put(work, scenario);
            AtomicInteger changes = new AtomicInteger();
            run(work, scenario.copyTo(root.resolve("counting-" + work)), failingFrom(Integer.MAX_VALUE, changes));
            CHANGES.put(work, changes.get());
        }
    }

    private static Fault failingFrom(int first, AtomicInteger changes) {
        return failing(first, Integer.MAX_VALUE, changes);
    }

    private static Fault failing(int first, int last, AtomicInteger changes) {
        return (act, path, target) -> {
            if (act.isChange()) {
                int number = changes.incrementAndGet();
                if (number >= first && number <= last) {
                    throw new FileSystemException(path.toString(), null, "Input/output error");
                }
            }
        };
    }

    /** @return whether it came to its end */
    private static boolean run(Work work, Path directory, Fault fault) throws IOException {
        try {
            work.run(new DirectoryServer(new FaultyFileSystem(directory, fault).path(directory)));
            return true;
        } catch (BackupException | AssertionError e) {
            return false;
        }
    }

    @Test
    public void staysIntactWhereverTheDiskFails() throws IOException {
        List<String> failures = new ArrayList<>();
        for (int point = 0; point < POINTS; point++) {
            Random random = new Random(SEED * 1_000_003 + point);
            FaultScenario scenario = SCENARIOS.get(Work.values()[point % Work.values().length]);
            int number = 1 + random.nextInt(CHANGES.get(scenario.work()));
            int last = random.nextBoolean() ? number : Integer.MAX_VALUE;
            Path directory = scenario.copyTo(FOLDER.getRoot().toPath().resolve("point-" + point));
            boolean done = run(scenario.work(), directory, failing(number, last, new AtomicInteger()));
            List<String> wrong = new ArrayList<>(scenario.checkBackups(directory));
            if (done && scenario.work() != Work.DELETION && scenario.work() != Work.RECOVERY && !listed(directory)) {
                wrong.add("It is said to have succeeded");
            }
            new DirectoryServer(directory).recover();
            wrong.addAll(scenario.checkAll(directory));
            wrong.addAll(scenario.checkNextBackup(directory));
            if (!wrong.isEmpty()) {
                failures.add(scenario.work() + " with the disk failing " + (last == number ? "at " : "from ") + number
                        + " of " + CHANGES.get(scenario.work()) + ", point " + point + ": " + String.join("; ", wrong));
            }
            DurableFiles.deleteTree(directory);
        }
        assertEquals("Failures at seed " + SEED, "", String.join("\n", failures));
    }

    private static boolean listed(Path directory) {
        return new DirectoryServer(directory)
                .repository().catalog().list().stream()
                        .anyMatch(manifest -> manifest.name().value().equals(FaultScenario.NEW));
    }
}
