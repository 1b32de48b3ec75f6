package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.impact.Concern;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.impact.Reckoning;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ImpactCheckTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AlienPlatform platform = mock(AlienPlatform.class);

    private List<ImpactWarning> warnings(
            String alien4cloud, String elasticsearch, RestoreOptions options, String... ofBackup) {
        when(platform.versions()).thenReturn(new Versions("1", "3.7.0", "6.8.22", "17"));
        when(platform.dataDirectory()).thenReturn(Paths.get("/data"));
        Manifest manifest = manifest(alien4cloud, elasticsearch)
                .warnings(Arrays.asList(ofBackup))
                .build();
        return new ImpactCheck(workspace(), manifest, options, "ann").begin().warnings();
    }

    private Workspace workspace() {
        Workspace workspace = mock(Workspace.class);
        when(workspace.platform()).thenReturn(platform);
        DataTree tree = new DataTree(folder.getRoot().toPath(), Collections.emptySet());
        when(workspace.restorableTree(any())).thenReturn(tree);
        when(workspace.repository())
                .thenReturn(BackupRepository.open(folder.getRoot().toPath().resolve("backups"), "cluster"));
        return workspace;
    }

    private static Manifest.Builder manifest(String alien4cloud, String elasticsearch) {
        return Manifest.builder()
                .name(BackupName.of("b"))
                .repositoryId("r")
                .trigger(Trigger.MANUAL)
                .engine("export")
                .dataDirectory("/data")
                .digests(Collections.singletonMap(Inventory.FILE, "digest"))
                .versions(new Versions("1", alien4cloud, elasticsearch, "17"));
    }

    private static RestoreOptions all() {
        return RestoreOptions.ofDryRun(null, null, false, true, false);
    }

    private static void assertOnly(String id, boolean blocking, String text, List<ImpactWarning> warnings) {
        assertEquals(1, warnings.size());
        assertEquals(id, warnings.get(0).id());
        assertEquals(blocking, warnings.get(0).blocking());
        assertTrue(warnings.get(0).message(), warnings.get(0).message().contains(text));
    }

    @Test
    public void shouldHaveNothingToSayOfTheSameServer() {
        assertEquals(Collections.emptyList(), warnings("3.7.0", "6.8.22", all()));
    }

    @Test
    public void shouldStopABackupOfAnotherAlien4Cloud() {
        assertOnly("alien4cloud-version", true, "3.6.0, this server is 3.7.0", warnings("3.6.0", "6.8.22", all()));
        assertOnly("alien4cloud-version", true, "4.7.0, this server is 3.7.0", warnings("4.7.0", "6.8.22", all()));
        assertOnly("alien4cloud-fix-version", false, "3.7.1, this server is 3.7.0", warnings("3.7.1", "6.8.22", all()));
        assertOnly(
                "alien4cloud-fix-version", false, "3.7.0-SNAPSHOT, this", warnings("3.7.0-SNAPSHOT", "6.8.22", all()));
        assertEquals("not known", Collections.emptyList(), warnings(null, "6.8.22", all()));
    }

    @Test
    public void shouldWarnOfAnotherElasticsearchAPartAndTheBackupsOwnWarnings() {
        assertOnly("elasticsearch-version", false, "6.6.2, this server has 6.8.22", warnings("3.7.0", "6.6.2", all()));
        assertOnly(
                "partial",
                false,
                "of the directories only csar, no documents",
                warnings(
                        "3.7.0",
                        "6.8.22",
                        RestoreOptions.ofDryRun(Collections.singletonList("csar"), null, false, true, false)));
        assertOnly(
                "backup-warnings",
                false,
                "warnings: First; Second.",
                warnings("3.7.0", "6.8.22", all(), "First.", "Second."));
    }

    @Test
    public void shouldTellReportsApartByBackupOptionsAndWarningsAlone() {
        Set<String> digests = new HashSet<>();
        for (RestoreOptions options : Arrays.asList(
                all(),
                RestoreOptions.ofDryRun(null, null, true, true, false),
                RestoreOptions.ofDryRun(null, null, false, false, false),
                RestoreOptions.ofDryRun(Collections.singletonList("csar"), null, false, true, false),
                RestoreOptions.ofDryRun(null, Collections.singletonList("csar"), false, true, false))) {
            for (long startedAt : new long[] {1, 2}) {
                digests.add(digest("b", startedAt, options, null));
            }
            assertEquals(digest("b", 1, options, null), digest("b", 1, options, null));
        }
        digests.add(digest("c", 1, all(), null));
        digests.add(digest("b", 1, all(), Concern.USERS));
        digests.add(digest("b", 1, all(), Concern.RUNNING_DEPLOYMENTS));
        assertEquals(13, digests.size());
        assertEquals("space is measured again", digest("b", 1, all(), null), digest("b", 1, all(), Concern.SPACE));
    }

    private String digest(String name, long startedAt, RestoreOptions options, Concern concern) {
        when(platform.versions()).thenReturn(new Versions("1", "3.7.0", "6.8.22", "17"));
        when(platform.dataDirectory()).thenReturn(Paths.get("/data"));
        ImpactCheck check = new ImpactCheck(
                workspace(),
                manifest("3.7.0", "6.8.22")
                        .name(BackupName.of(name))
                        .startedAt(startedAt)
                        .build(),
                options,
                "ann");
        Reckoning reckoning = check.begin();
        if (concern != null) {
            reckoning.add(concern, "it");
        }
        return check.digest(reckoning);
    }
}
