package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.impact.Concern;
import org.alien4cloud.plugin.backup.impact.Reckoning;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
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

    private List<ImpactWarning> warnings(String alien4cloud, String elasticsearch, RestoreScope scope, String... ofBackup) {
        when(platform.versions()).thenReturn(new Versions("1", "3.7.0", "6.8.22", "17"));
        when(platform.dataDirectory()).thenReturn(Paths.get("/data"));
        Manifest manifest = Manifest.builder().name(BackupName.of("b")).repositoryId("r").trigger(Trigger.MANUAL).engine("export")
                .dataDirectory("/data").warnings(Arrays.asList(ofBackup)).versions(new Versions("1", alien4cloud, elasticsearch, "17")).build();
        Workspace workspace = mock(Workspace.class);
        when(workspace.platform()).thenReturn(platform);
        when(workspace.repository()).thenReturn(BackupRepository.open(folder.getRoot().toPath().resolve("backups"), "cluster"));
        return new ImpactCheck(workspace, manifest, scope, "ann").begin().warnings();
    }

    private static RestoreScope all() {
        return new RestoreScope(null, null, false);
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
        assertOnly("alien4cloud-fix-version", false, "3.7.0-SNAPSHOT, this", warnings("3.7.0-SNAPSHOT", "6.8.22", all()));
        assertEquals("not known", Collections.emptyList(), warnings(null, "6.8.22", all()));
    }

    @Test
    public void shouldWarnOfAnotherElasticsearchAPartAndTheBackupsOwnWarnings() {
        assertOnly("elasticsearch-version", false, "6.6.2, this server has 6.8.22", warnings("3.7.0", "6.6.2", all()));
        assertOnly("partial", false, "of the directories only csar, no documents",
                warnings("3.7.0", "6.8.22", new RestoreScope(Collections.singletonList("csar"), null, false)));
        assertOnly("backup-warnings", false, "warnings: First; Second.", warnings("3.7.0", "6.8.22", all(), "First.", "Second."));
    }

    @Test
    public void shouldLetNobodyRestoreOverWhatStopsUnlessHeSaysSo() {
        Reckoning reckoning = new Reckoning("ann", null);
        reckoning.add(Concern.RUNNING_DEPLOYMENTS, "shop");
        reckoning.add(Concern.ACTING_USER_MISSING, "ann");
        reckoning.add(Concern.USERS, "bob");
        List<ImpactWarning> warnings = reckoning.warnings();
        String refused = refusal(warnings, null, false);
        assertTrue(refused, refused.contains("\"acknowledge\": [\"running-deployments\", \"acting-user-missing\"] or \"force\": true"));
        refused = refusal(warnings, Arrays.asList("running-deployments", "users"), false);
        assertTrue(refused, refused.contains("\"acknowledge\": [\"acting-user-missing\"] or"));
        ImpactCheck.requireAccepted(warnings, options(Arrays.asList("running-deployments", "acting-user-missing"), false));
        ImpactCheck.requireAccepted(warnings, options(null, true));
    }

    private static RestoreOptions options(List<String> acknowledge, boolean force) {
        return new RestoreOptions("b", null, null, false, false, null, acknowledge, force);
    }

    private static String refusal(List<ImpactWarning> warnings, List<String> acknowledge, boolean force) {
        BackupException refused = assertThrows(BackupException.class, () -> ImpactCheck.requireAccepted(warnings, options(acknowledge, force)));
        assertEquals(Kind.PRECONDITION, refused.kind());
        return refused.getMessage();
    }
}
