package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.junit.Test;

public class SnapshotRepositorySettingsTest {

    @Test
    public void givesNamesThatElasticsearchAccepts() {
        SnapshotRepositorySettings settings = SnapshotRepositorySettings.fileSystem("ABC-1");
        assertEquals("a4c-backup-abc-1", settings.name());
        assertEquals("a4c-backup-tmp-abc-1-", settings.temporaryPrefix());
        assertThrows(InvalidInputException.class, () -> SnapshotRepositorySettings.fileSystem("a*"));
    }
}
