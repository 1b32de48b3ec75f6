package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;

import java.nio.file.Paths;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.junit.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What the configuration of Alien4Cloud says of the index engine. */
public class EngineSettingsTest {

    private final Map<String, Object> configuration =
            new LinkedHashMap<>(Collections.singletonMap("backup.directory", "backups"));

    @Test
    public void shouldBeTheBestThatWorksIfNothingIsConfigured() {
        EngineSettings settings = read();
        assertEquals(EngineKind.AUTO, settings.kind());
        assertEquals("fs", settings.repositoryType());
        assertEquals(Collections.emptyMap(), settings.repositorySettings());
    }

    @Test
    public void shouldPassOnAllSettingsOfARepositoryHoweverDeepAndOfWhateverType() {
        configuration.put("backup.engine", " Snapshot ");
        configuration.put("backup.elasticsearch.repository.type", "s3 ");
        configuration.put("backup.elasticsearch.repository.settings.bucket", "${bucket.of.ours}");
        configuration.put("bucket.of.ours", "a4c");
        configuration.put("backup.elasticsearch.repository.settings.client.retries", 3);
        configuration.put("backup.elasticsearch.repository.settings.compress", false);
        configuration.put("backup.elasticsearch.repository.settingsOfSomethingElse", "no");

        EngineSettings settings = read();
        assertEquals(EngineKind.SNAPSHOT, settings.kind());
        assertEquals("s3", settings.repositoryType());
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("bucket", "a4c");
        expected.put("client.retries", "3");
        expected.put("compress", "false");
        assertEquals(expected, settings.repositorySettings());
    }

    @Test
    public void shouldNotKeepThePluginFromLoadingForAWrongWord() {
        configuration.put("backup.engine", "snapshots");
        assertEquals(EngineKind.AUTO, read().kind());
    }

    private EngineSettings read() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("configuration", configuration));
        return ConfiguredSettings.read(environment, Paths.get("data")).engine();
    }
}
