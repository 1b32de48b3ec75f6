package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.junit.Test;

public class RestoreScopeTest {

    private final Manifest manifest = Manifest.builder().name(BackupName.of("b")).repositoryId("r").trigger(Trigger.MANUAL).engine("export")
            .directories(Arrays.asList(new DirectoryEntry("csar", 1, 1), new DirectoryEntry("git", 1, 1)))
            .indices(Stream.of("application", "auditconfiguration", "audittrace", "topology")
                    .map(name -> new IndexEntry(name, "u", 0, 0, Collections.emptyList(), null)).collect(Collectors.toList()))
            .build();

    @Test
    public void shouldBeAllButTheAuditUnlessChosen() {
        RestoreScope all = scope(null, null, false);
        all.requireIn(manifest);
        assertEquals(Arrays.asList("application", "topology"), all.indices(manifest));
        assertFalse(all.isPartial());
        assertEquals(Arrays.asList("application", "audittrace", "topology"), scope(null, null, true).indices(manifest));
    }

    @Test
    public void shouldTakeNoDocumentsWhereOnlyDirectoriesAreChosen() {
        RestoreScope files = scope(Collections.singletonList("git"), null, false);
        files.requireIn(manifest);
        assertTrue(files.isPartial());
        assertEquals(Collections.emptyList(), files.indices(manifest));
        assertEquals("of the directories only git, no documents", files.describe().get());
    }

    @Test
    public void shouldTakeOnlyTheChosenIndices() {
        RestoreScope documents = scope(null, Arrays.asList("topology", "audittrace"), false);
        documents.requireIn(manifest);
        assertEquals(Arrays.asList("audittrace", "topology"), documents.indices(manifest));
        assertEquals("no directory, of the indices only audittrace, topology", documents.describe().get());
    }

    @Test
    public void shouldRefuseWhatTheBackupDoesNotHave() {
        assertRefused("The backup has no directory ../etc, images. It has: csar, git.", scope(Arrays.asList("images", "../etc"), null, false));
        assertRefused("The backup has no index nothing. It has: ", scope(null, Arrays.asList("nothing", "topology"), false));
        assertRefused("auditconfiguration cannot be restored", scope(null, Collections.singletonList("auditconfiguration"), false));
        assertRefused("Neither a directory nor an index", scope(Collections.emptyList(), null, false));
    }

    private void assertRefused(String message, RestoreScope scope) {
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> scope.requireIn(manifest));
        assertTrue(refused.getMessage(), refused.getMessage().contains(message));
    }

    private static RestoreScope scope(List<String> directories, List<String> indices, boolean auditTrail) {
        return new RestoreScope(directories, indices, auditTrail);
    }
}
