package org.alien4cloud.plugin.backup.service;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Reads {@link BackupProperties} from Alien4Cloud's configuration, for the plugin and the command line. An invalid
 * value does not stop the plugin from loading, since then it could not restore either. Instead, the default is used,
 * and {@link BackupProperties#problems} reports the value.
 */
public final class BackupPropertiesReader {

    private static final String ROOT = "backup.";
    private static final String REPOSITORY = "backup.elasticsearch.repository.";
    private static final String REPOSITORY_SETTINGS = REPOSITORY + "settings.";
    private static final String FILES = "backup.configuration-files";
    private static final long MOST_SECONDS = Duration.ofDays(1).getSeconds();
    private static final long MOST_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final Logger LOG = LoggerFactory.getLogger(BackupPropertiesReader.class);

    private final ConfigurableEnvironment environment;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> known = new HashSet<>(Collections.singleton(FILES));

    private BackupPropertiesReader(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Reads the properties below {@code backup}; docs/configuration.md describes them.
     *
     * @param dataDirectory backups are kept beside it by default
     */
    public static BackupProperties read(ConfigurableEnvironment environment, Path dataDirectory) {
        return new BackupPropertiesReader(environment).read(dataDirectory);
    }

    private BackupProperties read(Path dataDirectory) {
        ConsistencyProperties otherwise = ConsistencyProperties.DEFAULT;
        BackupProperties settings = new BackupProperties(
                path("backup.directory", dataDirectory.resolveSibling("alien4cloud-backups")),
                path("backup.copy.directory", null),
                seconds("backup.restore.quiesce-timeout-seconds", Duration.ofSeconds(30)),
                seconds("backup.restore.undo-retry-seconds", Duration.ofMinutes(10)),
                engine(),
                new ConsistencyProperties(
                        flag("backup.consistency.escalate", otherwise.escalate()),
                        seconds("backup.consistency.escalate-seconds", otherwise.escalationLimit()),
                        seconds("backup.consistency.frozen-seconds", otherwise.frozenLimit()),
                        Duration.ofMillis(number(
                                "backup.consistency.settle-millis",
                                MOST_MILLIS,
                                otherwise.settleTime().toMillis()))));
        reportUnknown();
        problems.forEach(problem -> LOG.warn("Backup: {}", problem));
        return settings.withProblems(problems);
    }

    private Path path(String key, Path otherwise) {
        return value(key, "the path of a directory", otherwise, text -> {
            try {
                return Optional.of(Paths.get(text));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    private EngineProperties engine() {
        return new EngineProperties(
                value("backup.engine", "auto, snapshot or export", EngineKind.AUTO, BackupPropertiesReader::engineKind),
                value(REPOSITORY + "type", "a type of repository that Elasticsearch knows", "fs", Optional::of),
                below(REPOSITORY_SETTINGS));
    }

    private static Optional<EngineKind> engineKind(String text) {
        return Arrays.stream(EngineKind.values())
                .filter(kind -> kind.name().equalsIgnoreCase(text))
                .findFirst();
    }

    private boolean flag(String key, boolean otherwise) {
        return value(
                key,
                "true or false",
                otherwise,
                text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                        ? Optional.of(Boolean.parseBoolean(text))
                        : Optional.empty());
    }

    private Duration seconds(String key, Duration otherwise) {
        return Duration.ofSeconds(number(key, MOST_SECONDS, otherwise.getSeconds()));
    }

    private long number(String key, long most, long otherwise) {
        return value(key, "a whole number from 0 to " + most, otherwise, text -> {
            try {
                long number = Long.parseLong(text);
                return number >= 0 && number <= most ? Optional.of(number) : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        });
    }

    /** Returns the value of a key, or the default if it is not set or invalid. */
    private <T> T value(String key, String expected, T otherwise, Function<String, Optional<T>> parse) {
        known.add(key);
        String text;
        try {
            text = environment.getProperty(key);
        } catch (IllegalArgumentException e) {
            problem(key, "cannot be read: " + e.getMessage(), expected, otherwise);
            return otherwise;
        }
        if (text == null) {
            return otherwise;
        }
        Optional<T> value = text.trim().isEmpty() ? Optional.empty() : parse.apply(text.trim());
        if (!value.isPresent()) {
            problem(key, "is '" + text + "'", expected, otherwise);
        }
        return value.orElse(otherwise);
    }

    private void problem(String key, String what, String expected, Object otherwise) {
        problems.add(key + ' ' + what + ". It must be " + expected + "; until this is corrected, "
                + (otherwise == null ? "it is ignored." : shown(otherwise) + " is used."));
    }

    private static String shown(Object value) {
        return value instanceof EngineKind ? value.toString().toLowerCase(Locale.ROOT) : value.toString();
    }

    /** Reports unknown keys: most likely they are misspelt, and the intended key has its default. */
    private void reportUnknown() {
        for (String name : namesBelow(ROOT)) {
            if (!known.contains(name) && !name.startsWith(REPOSITORY_SETTINGS) && !name.startsWith(FILES + '[')) {
                problems.add("The setting " + name + " is unknown and ignored. Known settings: "
                        + String.join(", ", new TreeSet<>(known)) + ", " + REPOSITORY_SETTINGS + "*.");
            }
        }
    }

    /** Returns all properties whose names begin with a prefix, without the prefix. They may be nested to any depth. */
    private Map<String, String> below(String prefix) {
        Map<String, String> properties = new TreeMap<>();
        namesBelow(prefix)
                .forEach(name -> properties.put(name.substring(prefix.length()), environment.getProperty(name)));
        return properties;
    }

    private Set<String> namesBelow(String prefix) {
        Set<String> names = new TreeSet<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource) {
                Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames())
                        .filter(name -> name.startsWith(prefix))
                        .forEach(names::add);
            }
        }
        return names;
    }
}
