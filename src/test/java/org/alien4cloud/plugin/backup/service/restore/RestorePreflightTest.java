package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.BackupProperties;
import org.alien4cloud.plugin.backup.service.EngineProperties;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RestorePreflightTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final AlienPlatform platform = mock(AlienPlatform.class);
    private final ServerPresence servers = mock(ServerPresence.class);
    private RestorePreflight preflight;

    @Before
    public void prepareServer() {
        BackupRepository repository =
                BackupRepository.open(folder.getRoot().toPath().resolve("backups"), "this cluster");
        when(platform.versions()).thenReturn(new Versions("1", "3.7.0", "6.8.22", "17"));
        preflight = new RestorePreflight(
                new BackupContext(
                        platform,
                        new BackupProperties(
                                repository.directory(),
                                null,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                EngineProperties.DEFAULT,
                                null)) {
                    @Override
                    public synchronized BackupRepository repository() {
                        return repository;
                    }
                },
                servers);
    }

    @Test
    public void refusesOneOfSeveralServers() {
        when(platform.isHighlyAvailable()).thenReturn(true);
        assertRefused("ha.ha_enabled is true", "this cluster", "6.8.22");
    }

    @Test
    public void refusesWhileAnotherServerSharesTheData() throws IOException {
        when(servers.others()).thenReturn(Collections.singletonList("process 7 on host b"));
        assertRefused("Another Alien4Cloud works on the same data: process 7 on host b.", "this cluster", "6.8.22");
    }

    @Test
    public void refusesABackupOfAnotherCluster() {
        assertRefused("was made of another Elasticsearch cluster (theirs)", "another cluster", "6.8.22");
    }

    @Test
    public void refusesABackupOfANewerElasticsearch() {
        assertRefused("was made with Elasticsearch 6.8.23, this server has 6.8.22", "this cluster", "6.8.23");
        assertRefused("was made with Elasticsearch 7.0.0, this server has 6.8.22", "this cluster", "7.0.0");
    }

    @Test
    public void checksTheScopeFirst() {
        when(platform.isHighlyAvailable()).thenReturn(true);
        RestoreRequest request = RestoreRequest.builder()
                .scope(new RestoreScope(Collections.singletonList("nothing"), null, false))
                .build();
        assertThrows(InvalidInputException.class, () -> preflight.check(manifest("this cluster", "6.8.22"), request));
    }

    private void assertRefused(String reason, String cluster, String elasticsearch) {
        BackupException refused = assertThrows(
                BackupException.class,
                () -> preflight.check(
                        manifest(cluster, elasticsearch),
                        RestoreRequest.builder().build()));
        assertEquals(Kind.PRECONDITION, refused.kind());
        assertTrue(refused.getMessage(), refused.getMessage().contains(reason));
    }

    private static Manifest manifest(String cluster, String elasticsearch) {
        return Manifest.builder()
                .name(BackupName.of("b"))
                .repositoryId("r")
                .trigger(BackupOrigin.MANUAL)
                .engine("export")
                .clusterName("theirs")
                .clusterUuid(cluster)
                .versions(new Versions("1", "3.7.0", elasticsearch, "17"))
                .build();
    }
}
