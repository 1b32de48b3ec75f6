package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.Journal;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class JournalFactsTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private Journal journal;

    @Before
    public void openJournal() {
        directory = folder.getRoot().toPath();
        journal = Journal.open(directory);
    }

    private static JournalFacts.Builder planned() {
        return JournalFacts.builder()
                .backup("good")
                .engine("export")
                .cluster("then")
                .liveCluster("now")
                .configuration(true)
                .stopped(true)
                .movedFrom("/old")
                .scope("no documents")
                .size(7, 8, 9)
                .preparation(10, 11)
                .maintenanceWasOn(true);
    }

    @Test
    public void keepsTheTextOfTheJournal() {
        assertEquals(
                "{alienStopped=true, backup=good, bytes=8, clusterUuid=then, configuration=true, engine=export,"
                        + " liveClusterUuid=now, maintenanceWasOn=true, movedFrom=/old, operations=7, planningMillis=9,"
                        + " preparingMillis=10, safetyMillis=11, scope=no documents}",
                new TreeMap<>(planned().toData()).toString());
        assertEquals(
                "{cancelled=true, cause=why, changed=false, documentsPlan=d, filesPlan=f, keptByMappings=field, plugins=p:1}",
                new TreeMap<>(JournalFacts.builder()
                                .plans("f", "d")
                                .enabledPlugins("p:1")
                                .failure("why", false, true)
                                .keptByMappings("field")
                                .toData())
                        .toString());
    }

    @Test
    public void readsWhatAnEarlierProcessHasWritten() {
        journal.append(JournalState.PLANNED, planned().toData());
        journal.append(
                JournalState.QUIESCED, JournalFacts.builder().plans("f", "d").toData());
        journal.append(
                JournalState.COMMITTED,
                JournalFacts.builder().enabledPlugins("a:1,b:2").toData());
        JournalFacts facts = JournalFacts.of(Journal.open(directory));
        assertEquals("good", facts.backup());
        assertEquals(Optional.of("now"), facts.liveCluster());
        assertEquals(Optional.of("/old"), facts.movedFrom());
        assertTrue(facts.configuration() && facts.wasStopped() && facts.isPartial() && facts.maintenanceWasOn());
        assertEquals(7, facts.operations(), 0);
        assertTrue(facts.isFilesPlan("f") && facts.isDocumentsPlan("d"));
        assertFalse(facts.isFilesPlan("d") || facts.isDocumentsPlan("f"));
        assertEquals(new HashSet<>(Arrays.asList("a:1", "b:2")), facts.enabledPlugins());
    }

    @Test
    public void knowsNothingOfAnEmptyJournal() {
        JournalFacts facts = JournalFacts.of(journal);
        assertEquals(Optional.empty(), facts.liveCluster());
        assertFalse(facts.isPartial() || facts.maintenanceWasOn() || facts.configuration());
        assertTrue(facts.isFilesPlan("any"));
        assertEquals(Collections.emptySet(), facts.enabledPlugins());
        assertEquals(OperationState.FAILED, facts.outcome());
        assertTrue(facts.reason(), facts.reason().startsWith("The server stopped before"));
    }

    @Test
    public void tellsHowAndWhyARestoreWasUndone() {
        JournalFacts facts = JournalFacts.of(journal);
        JournalFacts.Builder failure = JournalFacts.builder().failure("Why.", true, true);
        journal.append(JournalState.UNDOING, failure.toData());
        assertEquals("Why.", facts.reason());
        journal.append(
                JournalState.UNDONE, failure.keptByMappings("A field stays.").toData());
        assertEquals(OperationState.ROLLED_BACK, facts.outcome());
        assertEquals("Why. A field stays.", facts.reason());
        journal.append(
                JournalState.UNDONE,
                JournalFacts.builder().failure("Why.", false, true).toData());
        assertEquals(OperationState.CANCELLED, facts.outcome());
    }
}
