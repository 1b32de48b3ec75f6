package org.alien4cloud.plugin.backup.service.restore;

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
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.impact.WarningType;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.ManifestBuilder;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ImpactAssessmentTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AlienPlatform platform = mock(AlienPlatform.class);

    private List<ImpactWarning> warnings(
            String alien4cloud, String elasticsearch, RestoreRequest request, String... ofBackup) {
        when(platform.versions()).thenReturn(new Versions("1", "3.7.0", "6.8.22", "17"));
        when(platform.dataDirectory()).thenReturn(Paths.get("/data"));
        Manifest manifest = manifest(alien4cloud, elasticsearch)
                .warnings(Arrays.asList(ofBackup))
                .build();
        return new ImpactAssessment(context(), manifest, request, "ann").begin().warnings();
    }

    private BackupContext context() {
        BackupContext context = mock(BackupContext.class);
        when(context.platform()).thenReturn(platform);
        DataTree tree = new DataTree(folder.getRoot().toPath(), Collections.emptySet());
        when(context.restorableTree(any())).thenReturn(tree);
        when(context.repository())
                .thenReturn(BackupRepository.open(folder.getRoot().toPath().resolve("backups"), "cluster"));
        return context;
    }

    private static ManifestBuilder manifest(String alien4cloud, String elasticsearch) {
        return Manifest.builder()
                .name(BackupName.of("b"))
                .repositoryId("r")
                .trigger(BackupOrigin.MANUAL)
                .engine("export")
                .dataDirectory("/data")
                .digests(Collections.singletonMap(Inventory.FILE, "digest"))
                .versions(new Versions("1", alien4cloud, elasticsearch, "17"));
    }

    private static RestoreRequest all() {
        return RestoreRequest.builder().build();
    }

    private static RestoreRequest only(List<String> directories, List<String> indices) {
        return RestoreRequest.builder()
                .scope(new RestoreScope(directories, indices, false))
                .build();
    }

    private static void assertOnly(String id, boolean blocking, String text, List<ImpactWarning> warnings) {
        assertEquals(1, warnings.size());
        assertEquals(id, warnings.get(0).id());
        assertEquals(blocking, warnings.get(0).blocking());
        assertTrue(warnings.get(0).message(), warnings.get(0).message().contains(text));
    }

    @Test
    public void hasNoWarningsForTheSameServer() {
        assertEquals(Collections.emptyList(), warnings("3.7.0", "6.8.22", all()));
    }

    @Test
    public void warnsOfAnotherAlien4CloudVersion() {
        assertOnly("alien4cloud-version", true, "3.6.0, this server is 3.7.0", warnings("3.6.0", "6.8.22", all()));
        assertOnly("alien4cloud-version", true, "4.7.0, this server is 3.7.0", warnings("4.7.0", "6.8.22", all()));
        assertOnly("alien4cloud-fix-version", false, "3.7.1, this server is 3.7.0", warnings("3.7.1", "6.8.22", all()));
        assertOnly(
                "alien4cloud-fix-version", false, "3.7.0-SNAPSHOT, this", warnings("3.7.0-SNAPSHOT", "6.8.22", all()));
        assertEquals("not known", Collections.emptyList(), warnings(null, "6.8.22", all()));
    }

    @Test
    public void warnsOfElasticsearchVersionScopeAndBackup() {
        assertOnly("elasticsearch-version", false, "6.6.2, this server has 6.8.22", warnings("3.7.0", "6.6.2", all()));
        assertOnly(
                "partial",
                false,
                "of the directories only csar, no documents",
                warnings("3.7.0", "6.8.22", only(Collections.singletonList("csar"), null)));
        assertOnly(
                "backup-warnings",
                false,
                "warnings: First; Second.",
                warnings("3.7.0", "6.8.22", all(), "First.", "Second."));
    }

    @Test
    public void digestCoversBackupOptionsAndWarnings() {
        Set<String> digests = new HashSet<>();
        for (RestoreRequest request : Arrays.asList(
                all(),
                RestoreRequest.builder()
                        .scope(new RestoreScope(null, null, true))
                        .build(),
                RestoreRequest.builder().safetyBackup(false).build(),
                only(Collections.singletonList("csar"), null),
                only(null, Collections.singletonList("csar")))) {
            for (long startedAt : new long[] {1, 2}) {
                digests.add(digest("b", startedAt, request, null));
            }
            assertEquals(digest("b", 1, request, null), digest("b", 1, request, null));
        }
        digests.add(digest("c", 1, all(), null));
        digests.add(digest("b", 1, all(), WarningType.USERS));
        digests.add(digest("b", 1, all(), WarningType.RUNNING_DEPLOYMENTS));
        assertEquals(13, digests.size());
        assertEquals("space is measured again", digest("b", 1, all(), null), digest("b", 1, all(), WarningType.SPACE));
    }

    private String digest(String name, long startedAt, RestoreRequest request, WarningType type) {
        when(platform.versions()).thenReturn(new Versions("1", "3.7.0", "6.8.22", "17"));
        when(platform.dataDirectory()).thenReturn(Paths.get("/data"));
        ImpactAssessment assessment = new ImpactAssessment(
                context(),
                manifest("3.7.0", "6.8.22")
                        .name(BackupName.of(name))
                        .startedAt(startedAt)
                        .build(),
                request,
                "ann");
        ImpactCalculator calculator = assessment.begin();
        if (type != null) {
            calculator.add(type, "it");
        }
        return assessment.digest(calculator);
    }
}
