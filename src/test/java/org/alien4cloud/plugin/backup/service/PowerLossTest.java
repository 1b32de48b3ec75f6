package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.faults.Act;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.PowerLoss;
import org.alien4cloud.plugin.backup.service.FaultScenario.Work;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What a loss of power could take at the moments that matter. A killed process loses nothing that it has written, so
 * the other tests would not tell that an fsync is missing or comes too late.
 */
public class PowerLossTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> atRisk = new ArrayList<>();
    private int moments;

    @Test
    public void syncsAFirstBackupBeforeItsName() throws IOException {
        run(
                Work.FIRST_BACKUP,
                (act, place) -> act == Act.MOVE && place.endsWith(Path.of("backups", FaultScenario.NEW)));
        assertEquals(1, moments);
    }

    @Test
    public void syncsARepeatedBackupBeforeItsName() throws IOException {
        run(
                Work.REPEATED_BACKUP,
                (act, place) -> act == Act.MOVE && place.endsWith(Path.of("backups", FaultScenario.NEW)));
        assertEquals(1, moments);
    }

    @Test
    public void syncsDeletionsBeforeContentsGo() throws IOException {
        run(
                Work.DELETION,
                (act, place) -> act == Act.DELETE && !place.getParent().endsWith("backups"));
        assertTrue(moments + " acts", moments >= 3);
    }

    @Test
    public void syncsInOrderWhenClearingUp() throws IOException {
        run(
                Work.RECOVERY,
                (act, place) -> act == Act.DELETE && place.getParent().endsWith("packs"));
    }

    private interface Moment {
        boolean is(Act act, Path place);
    }

    private void run(Work work, Moment moment) throws IOException {
        Path directory = folder.getRoot().toPath().toRealPath().resolve("server");
        FaultScenario.prepare(work, directory);
        PowerLoss power = new PowerLoss() {
            @Override
            public void before(Act act, Path path, Path target) {
                if (moment.is(act, target == null ? path : target)) {
                    moments++;
                    whatCounts(this, directory).forEach(risk -> atRisk.add(risk + " before " + act + " of " + path));
                }
            }
        };
        work.run(new DirectoryServer(new FaultyFileSystem(directory, power).path(directory)));
        whatCounts(power, directory).forEach(risk -> atRisk.add(risk + " at the end"));
        assertEquals(Collections.emptyList(), atRisk);
    }

    /**
     * Backups count neither on the history of operations, nor on who has the lock, nor on the name of a directory
     * before it gets its final one.
     */
    private static List<String> whatCounts(PowerLoss power, Path directory) {
        return power.atRisk(directory.resolve("backups")).stream()
                .filter(risk -> !risk.matches(
                        ".*/(operations|journal|lock|\\.lock)(/.*)?|name of .*/backups/\\.incomplete-[^/]*"))
                .map(risk -> risk.replace(directory + "/", ""))
                .collect(Collectors.toList());
    }
}
