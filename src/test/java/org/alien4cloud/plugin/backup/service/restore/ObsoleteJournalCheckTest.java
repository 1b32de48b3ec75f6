package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.alien4cloud.plugin.backup.files.DataDirectoryMarks;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.operation.JournalState;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.ClusterBinding;
import org.alien4cloud.plugin.backup.service.LineageTracker;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ObsoleteJournalCheckTest {

    private static final String RESTORE = "20300101-000000000-abcd";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BackupContext context = mock(BackupContext.class);
    private final ClusterBinding cluster = mock(ClusterBinding.class);
    private final ObsoleteJournalCheck check = new ObsoleteJournalCheck(context, null);
    private DataDirectoryMarks documents;
    private Path area;
    private RestoreInProgress restore;

    @Before
    public void beginARestore() throws IOException {
        Path root = folder.getRoot().toPath();
        BackupRepository repository = BackupRepository.open(root.resolve("backups"), "cluster");
        documents = new DataDirectoryMarks(folder.newFolder("elasticsearch").toPath());
        when(context.repository()).thenReturn(repository);
        when(context.cluster()).thenReturn(cluster);
        when(cluster.liveUuid()).thenReturn("cluster");
        when(context.lineage())
                .thenReturn(new LineageTracker(
                        repository,
                        documents,
                        new DataDirectoryMarks(folder.newFolder("alien").toPath())));
        when(context.restoreArea()).thenReturn(root.resolve("alien/.a4c-backup-restore"));
        restore = RestoreInProgress.begin(context, RESTORE);
        area = Files.createDirectories(restore.area());
        restore.journal()
                .append(
                        JournalState.PLANNED,
                        JournalFacts.builder().liveCluster("cluster").toData());
    }

    private void change() {
        context.lineage().markRestore(RESTORE);
        restore.journal().append(JournalState.APPLYING);
    }

    private void putDocumentsBack() throws IOException {
        documents.add(context.repository().repositoryId(), "earlier", Collections.emptyList());
    }

    private void assertRefused(String words) {
        BackupException failure = assertThrows(BackupException.class, () -> check.isObsolete(restore));
        assertEquals(BackupException.Kind.PRECONDITION, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().contains(words));
        assertTrue("the journal stays", Files.isDirectory(restore.directory()));
    }

    @Test
    public void acceptsAJournalThatHasChangedNothing() throws IOException {
        Files.delete(area);
        assertFalse(check.isObsolete(restore));
    }

    @Test
    public void acceptsDataThatHoldTheMark() {
        change();
        assertFalse(check.isObsolete(restore));
    }

    @Test
    public void isObsoleteIfBothHalvesWerePutBack() throws IOException {
        change();
        putDocumentsBack();
        Files.delete(area);
        assertTrue(check.isObsolete(restore));
        Path aside = restore.setAside();
        assertTrue("an administrator can read it", Files.isDirectory(aside));
        assertEquals("no recovery finds it", Collections.emptyList(), RestoreInProgress.inFlight(context));
    }

    @Test
    public void refusesIfOnlyOneHalfWasPutBack() throws IOException {
        change();
        Files.delete(area);
        assertRefused("is missing: either the data directory was put back");
        Files.createDirectory(area);
        putDocumentsBack();
        assertRefused("Elasticsearch does not hold the mark");
    }

    @Test
    public void refusesAnotherCluster() throws IOException {
        change();
        putDocumentsBack();
        Files.delete(area);
        when(cluster.liveUuid()).thenReturn("another");
        assertRefused("was begun on another Elasticsearch cluster (uuid cluster)");
    }

    @Test
    public void acceptsAJournalThatWasUndone() throws IOException {
        change();
        restore.journal().append(JournalState.UNDONE);
        putDocumentsBack();
        assertFalse(check.isObsolete(restore));
    }
}
