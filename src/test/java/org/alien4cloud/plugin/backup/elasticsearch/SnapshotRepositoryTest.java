package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.Arrays;
import java.util.Collections;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.elasticsearch.common.settings.Settings;
import org.junit.Test;

public class SnapshotRepositoryTest {

    @Test
    public void pathRepoIsUnderstoodInEveryForm() {
        assertEquals(
                Arrays.asList("/a", "/b"),
                SnapshotRepository.repositoryPaths(
                        Settings.builder().putList("path.repo", "/a", "/b").build()));
        assertEquals(
                Arrays.asList("/a", "/b"),
                SnapshotRepository.repositoryPaths(
                        Settings.builder().put("path.repo", "/a, /b").build()));
        assertEquals(
                Arrays.asList("/a", "/b"),
                SnapshotRepository.repositoryPaths(Settings.builder()
                        .put("path.repo.0", "/a")
                        .put("path.repo.1", "/b")
                        .build()));
        assertEquals(Collections.emptyList(), SnapshotRepository.repositoryPaths(Settings.EMPTY));
        assertEquals(
                Collections.emptyList(),
                SnapshotRepository.repositoryPaths(
                        Settings.builder().put("path.repo", "").build()));
        assertEquals(Collections.emptyList(), SnapshotRepository.repositoryPaths(null));
    }

    @Test
    public void namesAreThoseThatElasticsearchAccepts() {
        SnapshotRepositorySettings settings = SnapshotRepositorySettings.fileSystem("ABC-1");
        assertEquals("a4c-backup-abc-1", settings.name());
        assertEquals("a4c-backup-tmp-abc-1-", settings.temporaryPrefix());
        assertThrows(InvalidInputException.class, () -> SnapshotRepositorySettings.fileSystem("a*"));
    }
}
