package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.ChildJvm;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.KillAt;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A process that backs up, deletes, sweeps or recovers is killed ({@code kill -9}) at points of chance: half of them at
 * any change on the disk, half at one of those few on which the order rests (rename, delete, fsync). 32 points, with
 * {@code -Dlong=true} 200; {@code -Dseed} for others.
 */
public class KilledProcessTest {

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final int POINTS = Boolean.getBoolean("long") ? 200 : 16;
    private static final int AT_ONCE = 4;
    private static final long SEED = Long.getLong("seed", 1);
    private static final Map<Work, FaultScenario> SCENARIOS = new EnumMap<>(Work.class);
    private static final Map<Work, List<Act>> ACTS = new EnumMap<>(Work.class);

    /** Where a process dies. */
    private enum At {
        ANY_CHANGE((act, place) -> true),
        TURNING_POINT((act, place) -> act.isTurningPoint()),
        NAMING_THE_BACKUP((act, place) -> act == Act.MOVE && place.endsWith(Path.of("backups", FaultScenario.NEW))),
        DELETING_A_FILE((act, place) -> act == Act.DELETE);

        private final BiPredicate<Act, Path> counted;

        At(BiPredicate<Act, Path> counted) {
            this.counted = counted;
        }
    }

    /** What the child runs: the work, in which directory, and when to die. */
    public static final class Child {
        public static void main(String... arguments) throws IOException {
            Path directory = Path.of(arguments[1]);
            KillAt fault = new KillAt(Long.parseLong(arguments[3]), At.valueOf(arguments[2]).counted);
            Work.valueOf(arguments[0]).run(new DirectoryServer(new FaultyFileSystem(directory, fault).path(directory)));
        }
    }

    @BeforeClass
    public static void prepareServers() throws Exception {
        Path root = FOLDER.getRoot().toPath();
        for (Work work : Work.values()) {
            FaultScenario scenario = FaultScenario.prepare(work, root.resolve("prepared-" + work));
            if (work == Work.RECOVERY) {
                scenario = killedTwice(scenario, root.resolve("killed"));
            }
            SCENARIOS.put(work, scenario);
            ACTS.put(work, acts(scenario, root.resolve("counting-" + work)));
        }
    }

    /**
     * A backup has all its contents in place and no name yet, and a deletion has only begun: as much as there can be to
     * recover from.
     */
    private static FaultScenario killedTwice(FaultScenario scenario, Path directory) throws Exception {
        scenario.copyTo(directory);
        for (ChildJvm.Ended ended : new ChildJvm.Ended[] {
            ChildJvm.of(Child.class, Work.REPEATED_BACKUP, directory, At.NAMING_THE_BACKUP, 1)
                    .run(),
            ChildJvm.of(Child.class, Work.DELETION, directory, At.DELETING_A_FILE, 1)
                    .run()
        }) {
            assertTrue(ended.output(), ended.wasKilled());
        }
        return scenario.on(directory);
    }

    /** What the work does to the disk when nothing kills it. */
    private static List<Act> acts(FaultScenario scenario, Path directory) throws IOException {
        List<Act> acts = Collections.synchronizedList(new ArrayList<>());
        scenario.copyTo(directory);
        scenario.work()
                .run(new DirectoryServer(new FaultyFileSystem(directory, (act, path, target) -> {
                            if (act.isChange()) {
                                acts.add(act);
                            }
                        })
                        .path(directory)));
        assertEquals(Collections.emptyList(), scenario.checkAll(directory));
        return acts;
    }

    @Test
    public void staysIntactWhereverItIsKilled() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<String>> points = new ArrayList<>();
            for (int i = 0; i < POINTS; i++) {
                int point = i;
                points.add(threads.submit(() -> kill(point)));
            }
            List<String> failures = new ArrayList<>();
            for (Future<String> point : points) {
                failures.add(point.get());
            }
            failures.removeIf(String::isEmpty);
            assertEquals("Failures at seed " + SEED, "", String.join("\n", failures));
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return what is wrong; empty if all is well */
    private static String kill(int point) throws Exception {
        Random random = new Random(SEED * 1_000_003 + point);
        FaultScenario scenario = SCENARIOS.get(Work.values()[point % Work.values().length]);
        At at = random.nextBoolean() ? At.ANY_CHANGE : At.TURNING_POINT;
        long acts = ACTS.get(scenario.work()).stream()
                .filter(act -> at.counted.test(act, null))
                .count();
        long number = 1 + random.nextInt((int) acts);
        Path directory = scenario.copyTo(FOLDER.getRoot().toPath().resolve("point-" + point));
        ChildJvm.Ended ended =
                ChildJvm.of(Child.class, scenario.work(), directory, at, number).run();
        while (ended.status() == 0 && number > 1) {
            // threads make some acts of one run two of another: this run had fewer than the number
            number--;
            DurableFiles.deleteTree(directory);
            scenario.copyTo(directory);
            ended = ChildJvm.of(Child.class, scenario.work(), directory, at, number)
                    .run();
        }
        List<String> wrong = new ArrayList<>();
        if (!ended.wasKilled()) {
            wrong.add("The process was not killed but ended with " + ended.status() + ": " + ended.output());
        }
        wrong.addAll(scenario.checkBackups(directory));
        new DirectoryServer(directory).recover();
        wrong.addAll(scenario.checkAll(directory));
        wrong.addAll(scenario.checkNextBackup(directory));
        DurableFiles.deleteTree(directory);
        if (!wrong.isEmpty()) {
            return scenario.work() + " killed at " + at + " " + number + " of " + acts + ", point " + point + ": "
                    + String.join("; ", wrong);
        }
        return "";
    }
}
