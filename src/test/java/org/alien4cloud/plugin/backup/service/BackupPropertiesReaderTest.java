package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Paths;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What the plugin makes of configuration that it cannot use: it loads, and says so. */
public class BackupPropertiesReaderTest {

    private final Map<String, Object> configuration = new LinkedHashMap<>();

    @Test
    public void acceptsValidValues() {
        configuration.put("backup.directory", "/mnt/backups");
        configuration.put("backup.copy.directory", " /mnt/copy ");
        configuration.put("backup.engine", "Export");
        configuration.put("backup.consistency.escalate", false);
        configuration.put("backup.consistency.escalate-seconds", 0);
        configuration.put("backup.restore.undo-retry-seconds", "86400");
        configuration.put("backup.configuration-files", "");
        configuration.put("backup.configuration-files[0]", "a.yml");
        configuration.put("backup.elasticsearch.repository.settings.client.retries", 3);
        configuration.put("backups", "of something else");
        BackupProperties properties = read();
        assertEquals(Collections.emptyList(), properties.problems());
        assertEquals(Duration.ofDays(1), properties.undoRetryTimeout());
        assertEquals(Paths.get("/mnt/copy"), properties.copyDirectory().get());
        assertTrue(!properties.consistency().escalate());
    }

    @Test
    public void namesEachInvalidValue() {
        for (String key : Arrays.asList(
                "backup.directory",
                "backup.copy.directory",
                "backup.engine",
                "backup.elasticsearch.repository.type",
                "backup.consistency.escalate",
                "backup.consistency.escalate-seconds",
                "backup.consistency.frozen-seconds",
                "backup.consistency.settle-millis",
                "backup.restore.quiesce-timeout-seconds",
                "backup.restore.undo-retry-seconds")) {
            for (Object value : Arrays.asList("", " ", "${nobody.knows}")) {
                assertProblem(key, value);
            }
            if (key.endsWith("seconds") || key.endsWith("millis")) {
                for (Object value : Arrays.asList(-1, 1.5, "10s", "99999999", "99999999999999999999")) {
                    assertProblem(key, value);
                }
            }
        }
        assertProblem("backup.engine", "snapshots");
        assertProblem("backup.consistency.escalate", "perhaps");
        assertProblem("backup.engin", "snapshot");
        assertProblem("backup.copy", "/mnt/copy");
    }

    private void assertProblem(String key, Object value) {
        configuration.clear();
        configuration.put(key, value);
        BackupProperties properties = read();
        assertEquals(
                key + '=' + value + ": " + properties.problems(),
                1,
                properties.problems().size());
        assertTrue(
                properties.problems().get(0),
                properties.problems().get(0).contains(key)
                        && properties.problems().get(0).endsWith("."));
        assertEquals(
                ConsistencyProperties.DEFAULT.settleTime(),
                properties.consistency().settleTime());
        assertEquals(Paths.get("alien4cloud-backups").toAbsolutePath(), properties.directory());
    }

    private BackupProperties read() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("configuration", configuration));
        return BackupPropertiesReader.read(environment, Paths.get("data"));
    }
}
