package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.Collections;
import org.elasticsearch.common.settings.Settings;
import org.junit.Test;

public class SharedRepositoryPathTest {

    @Test
    public void readsPathRepoInEveryForm() {
        assertEquals(
                Arrays.asList("/a", "/b"),
                SharedRepositoryPath.paths(
                        Settings.builder().putList("path.repo", "/a", "/b").build()));
        assertEquals(
                Arrays.asList("/a", "/b"),
                SharedRepositoryPath.paths(
                        Settings.builder().put("path.repo", "/a, /b").build()));
        assertEquals(
                Arrays.asList("/a", "/b"),
                SharedRepositoryPath.paths(Settings.builder()
                        .put("path.repo.0", "/a")
                        .put("path.repo.1", "/b")
                        .build()));
        assertEquals(Collections.emptyList(), SharedRepositoryPath.paths(Settings.EMPTY));
        assertEquals(
                Collections.emptyList(),
                SharedRepositoryPath.paths(
                        Settings.builder().put("path.repo", "").build()));
        assertEquals(Collections.emptyList(), SharedRepositoryPath.paths(null));
    }
}
