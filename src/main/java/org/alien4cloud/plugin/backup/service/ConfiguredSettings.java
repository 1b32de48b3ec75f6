package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/** Reads {@link BackupSettings} from what Alien4Cloud is configured by, for the plugin and for the command line. */
public final class ConfiguredSettings {

    private static final String REPOSITORY = "backup.elasticsearch.repository.";
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredSettings.class);

    private ConfiguredSettings() {
    }

    /**
     * What is configured below {@code backup}; docs in README.md, "Configure".
     *
     * @param dataDirectory beside which backups are kept unless configured
     */
    public static BackupSettings read(ConfigurableEnvironment environment, Path dataDirectory) {
        Path directory = path(environment, "backup.directory").orElseGet(() -> dataDirectory.resolveSibling("alien4cloud-backups"));
        return new BackupSettings(directory, path(environment, "backup.copy.directory").orElse(null),
                seconds(environment, "backup.restore.quiesce-timeout-seconds", Duration.ofSeconds(30)),
                seconds(environment, "backup.restore.undo-retry-seconds", Duration.ofMinutes(10)), engine(environment),
                new ConsistencySettings(environment.getProperty("backup.consistency.escalate", Boolean.class, ConsistencySettings.DEFAULT.escalate()),
                        seconds(environment, "backup.consistency.escalate-seconds", ConsistencySettings.DEFAULT.escalationLimit()),
                        seconds(environment, "backup.consistency.frozen-seconds", ConsistencySettings.DEFAULT.frozenLimit()),
                        Duration.ofMillis(environment.getProperty("backup.consistency.settle-millis", Long.class,
                                ConsistencySettings.DEFAULT.settleTime().toMillis()))));
    }

    private static Optional<Path> path(ConfigurableEnvironment environment, String key) {
        return Optional.ofNullable(environment.getProperty(key)).map(String::trim).filter(value -> !value.isEmpty()).map(value -> Paths.get(value));
    }

    private static EngineSettings engine(ConfigurableEnvironment environment) {
        return new EngineSettings(engineKind(environment), environment.getProperty(REPOSITORY + "type", "fs").trim(),
                properties(environment, REPOSITORY + "settings."));
    }

    /** All properties whose names begin so, without that beginning: how deep they are nested only their reader knows. */
    private static Map<String, String> properties(ConfigurableEnvironment environment, String prefix) {
        Map<String, String> properties = new TreeMap<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    if (name.startsWith(prefix)) {
                        properties.put(name.substring(prefix.length()), environment.getProperty(name));
                    }
                }
            }
        }
        return properties;
    }

    private static EngineKind engineKind(ConfigurableEnvironment environment) {
        String configured = environment.getProperty("backup.engine", "auto");
        try {
            return EngineKind.valueOf(configured.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            // a plugin that does not load for this could not restore either
            LOG.warn("Backup: backup.engine is '{}'; it must be auto, snapshot or export. Taken for auto", configured);
            return EngineKind.AUTO;
        }
    }

    private static Duration seconds(ConfigurableEnvironment environment, String key, Duration otherwise) {
        return Duration.ofSeconds(environment.getProperty(key, Long.class, otherwise.getSeconds()));
    }
}
