package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/** Describes the snapshot repository of one backup directory: name, type and settings. */
public final class SnapshotRepositorySettings {

    private static final String PREFIX = "a4c-backup-";

    private final String repositoryId;
    private final String type;
    private final Map<String, String> settings;

    private SnapshotRepositorySettings(String repositoryId, String type, Map<String, String> settings) {
        this.repositoryId = Objects.requireNonNull(repositoryId, "repositoryId").toLowerCase(Locale.ROOT);
        if (!this.repositoryId.matches("[a-z0-9][a-z0-9_-]{0,63}")) {
            throw new InvalidInputException(
                    "Invalid repository id '" + repositoryId + "': use 1 to 64 letters, digits, '_' and '-'.");
        }
        this.type = Objects.requireNonNull(type, "type");
        this.settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** Describes a file system repository below the first path of {@code path.repo} that all nodes share. */
    public static SnapshotRepositorySettings fileSystem(String repositoryId) {
        return new SnapshotRepositorySettings(repositoryId, "fs", Collections.emptyMap());
    }

    /**
     * @param repositoryId id of the backup directory, so that two of them never share a repository
     * @param type as Elasticsearch names it, such as {@code fs} or {@code s3}
     * @param settings as Elasticsearch documents them for this type; they override the plugin's own
     */
    public static SnapshotRepositorySettings of(String repositoryId, String type, Map<String, String> settings) {
        return new SnapshotRepositorySettings(repositoryId, type, settings);
    }

    /** Returns the name that the repository is registered under. */
    public String name() {
        return PREFIX + repositoryId;
    }

    /** Returns the beginning of the names of all temporary indices of this repository. */
    public String temporaryPrefix() {
        return PREFIX + "tmp-" + repositoryId + "-";
    }

    public String type() {
        return type;
    }

    public Map<String, String> settings() {
        return settings;
    }
}
