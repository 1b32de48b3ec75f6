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
 * Reads {@link BackupProperties} from what Alien4Cloud is configured by, for the plugin and for the command line. A
 * value that cannot be used does not keep the plugin from loading, since then it could not restore either: the default
 * is used, and the value is one of {@link BackupProperties#problems}.
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
     * Reads what is configured below {@code backup}; docs in README.md, "Configure".
     *
     * @param dataDirectory beside which backups are kept unless configured
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
                        truth("backup.consistency.escalate", otherwise.escalate()),
                        seconds("backup.consistency.escalate-seconds", otherwise.escalationLimit()),
                        seconds("backup.consistency.frozen-seconds", otherwise.frozenLimit()),
                        Duration.ofMillis(number(
                                "backup.consistency.settle-millis",
                                MOST_MILLIS,
                                otherwise.settleTime().toMillis()))));
        refuseUnknown();
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

    private boolean truth(String key, boolean otherwise) {
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

    /** The value of a key; what is used otherwise also if it is not what it must be. */
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
        problems.add(key + ' ' + what + ". It must be " + expected + "; until then "
                + (otherwise == null ? "it counts as not set." : shown(otherwise) + " is used."));
    }

    private static String shown(Object value) {
        return value instanceof EngineKind ? value.toString().toLowerCase(Locale.ROOT) : value.toString();
    }

    /** A key that nobody reads is most likely a slip of the pen for one that then has its default. */
    private void refuseUnknown() {
        for (String name : namesBelow(ROOT)) {
            if (!known.contains(name) && !name.startsWith(REPOSITORY_SETTINGS) && !name.startsWith(FILES + '[')) {
                problems.add("There is no setting " + name + "; it is ignored. There are: "
                        + String.join(", ", new TreeSet<>(known)) + ", " + REPOSITORY_SETTINGS + "*.");
            }
        }
    }

    /**
     * All properties whose names begin so, without that beginning: how deep they are nested only their reader knows.
     */
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
