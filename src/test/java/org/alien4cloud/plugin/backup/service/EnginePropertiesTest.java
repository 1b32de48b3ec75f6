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
public class EnginePropertiesTest {

    private final Map<String, Object> configuration =
            new LinkedHashMap<>(Collections.singletonMap("backup.directory", "backups"));

    @Test
    public void defaultsToTheBestEngine() {
        EngineProperties properties = read();
        assertEquals(EngineKind.AUTO, properties.kind());
        assertEquals("fs", properties.repositoryType());
        assertEquals(Collections.emptyMap(), properties.repositorySettings());
    }

    @Test
    public void passesOnAllRepositorySettings() {
        configuration.put("backup.engine", " Snapshot ");
        configuration.put("backup.elasticsearch.repository.type", "s3 ");
        configuration.put("backup.elasticsearch.repository.settings.bucket", "${bucket.of.ours}");
        configuration.put("bucket.of.ours", "a4c");
        configuration.put("backup.elasticsearch.repository.settings.client.retries", 3);
        configuration.put("backup.elasticsearch.repository.settings.compress", false);
        configuration.put("backup.elasticsearch.repository.settingsOfSomethingElse", "no");

        EngineProperties properties = read();
        assertEquals(EngineKind.SNAPSHOT, properties.kind());
        assertEquals("s3", properties.repositoryType());
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("bucket", "a4c");
        expected.put("client.retries", "3");
        expected.put("compress", "false");
        assertEquals(expected, properties.repositorySettings());
    }

    @Test
    public void loadsWithAnInvalidEngine() {
        configuration.put("backup.engine", "snapshots");
        assertEquals(EngineKind.AUTO, read().kind());
    }

    private EngineProperties read() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("configuration", configuration));
        return BackupPropertiesReader.read(environment, Paths.get("data")).engine();
    }
}
