package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Describes a backup: who made it, when, of what, with which engine, and the SHA-256 of every other file in its
 * directory. It is written last: a directory without a valid manifest is no backup. docs/format.md specifies it.
 *
 * <p>Times are milliseconds since the epoch, sizes bytes. {@code bytes} counts the regular files as they are on the
 * server, {@code addedBytes} what this backup added to the repository.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
    "formatVersion",
    "name",
    "repositoryId",
    "startedAt",
    "endedAt",
    "filesScannedAt",
    "trigger",
    "user",
    "description",
    "consistency",
    "partial",
    "warnings",
    "versions",
    "clusterName",
    "clusterUuid",
    "dataDirectory",
    "lineage",
    "pluginDirectories",
    "configuration",
    "engine",
    "engineData",
    "directories",
    "indices",
    "files",
    "bytes",
    "addedBytes",
    "documents",
    "digests"
})
@JsonDeserialize(builder = ManifestBuilder.class)
public final class Manifest {

    /** The format that this code writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    private final int formatVersion;
    private final BackupName name;
    private final String repositoryId;
    private final long startedAt;
    private final long endedAt;
    private final long filesScannedAt;
    private final BackupOrigin trigger;
    private final String user;
    private final String description;
    private final Consistency consistency;
    private final boolean partial;
    private final List<String> warnings;
    private final Versions versions;
    private final String clusterName;
    private final String clusterUuid;
    private final String dataDirectory;
    private final String lineage;
    private final List<String> pluginDirectories;
    private final Map<String, String> configuration;
    private final String engine;
    private final Map<String, String> engineData;
    private final List<DirectoryEntry> directories;
    private final List<IndexEntry> indices;
    private final long files;
    private final long bytes;
    private final long addedBytes;
    private final long documents;
    private final Map<String, String> digests;

    Manifest(ManifestBuilder builder) {
        formatVersion = builder.formatVersion;
        name = Objects.requireNonNull(builder.name, "name");
        repositoryId = Objects.requireNonNull(builder.repositoryId, "repositoryId");
        startedAt = builder.startedAt;
        endedAt = builder.endedAt;
        filesScannedAt = builder.filesScannedAt;
        trigger = Objects.requireNonNull(builder.trigger, "trigger");
        user = builder.user;
        description = builder.description;
        consistency = builder.consistency;
        partial = builder.partial;
        warnings = Collections.unmodifiableList(new ArrayList<>(builder.warnings));
        versions = builder.versions;
        clusterName = builder.clusterName;
        clusterUuid = builder.clusterUuid;
        dataDirectory = builder.dataDirectory;
        lineage = builder.lineage;
        pluginDirectories = Collections.unmodifiableList(new ArrayList<>(builder.pluginDirectories));
        configuration = Collections.unmodifiableMap(new TreeMap<>(builder.configuration));
        engine = Objects.requireNonNull(builder.engine, "engine");
        engineData = Collections.unmodifiableMap(new TreeMap<>(builder.engineData));
        directories = Collections.unmodifiableList(new ArrayList<>(builder.directories));
        indices = Collections.unmodifiableList(new ArrayList<>(builder.indices));
        files = builder.files;
        bytes = builder.bytes;
        addedBytes = builder.addedBytes;
        documents = builder.documents;
        digests = Collections.unmodifiableMap(new TreeMap<>(builder.digests));
    }

    /** Begins a manifest of the format version that this code writes. */
    public static ManifestBuilder builder() {
        return new ManifestBuilder();
    }

    @JsonProperty
    public int formatVersion() {
        return formatVersion;
    }

    @JsonProperty
    public BackupName name() {
        return name;
    }

    @JsonProperty
    public String repositoryId() {
        return repositoryId;
    }

    @JsonProperty
    public long startedAt() {
        return startedAt;
    }

    @JsonProperty
    public long endedAt() {
        return endedAt;
    }

    /**
     * Returns when the scan began whose files are in the backup. A later backup needs it to tell which files have
     * changed since.
     */
    @JsonProperty
    public long filesScannedAt() {
        return filesScannedAt;
    }

    @JsonProperty
    public BackupOrigin trigger() {
        return trigger;
    }

    @JsonProperty
    public String user() {
        return user;
    }

    @JsonProperty
    public String description() {
        return description;
    }

    @JsonProperty
    public Consistency consistency() {
        return consistency;
    }

    /**
     * Tells whether the server had more directories than the backup holds. A restore then leaves alone what the backup
     * does not name; otherwise it deletes that.
     */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public boolean partial() {
        return partial;
    }

    /**
     * Returns sentences that an administrator should read, such as about items whose documents and files may have been
     * captured at different times.
     */
    @JsonProperty
    public List<String> warnings() {
        return warnings;
    }

    @JsonProperty
    public Versions versions() {
        return versions;
    }

    @JsonProperty
    public String clusterName() {
        return clusterName;
    }

    @JsonProperty
    public String clusterUuid() {
        return clusterUuid;
    }

    @JsonProperty
    public String dataDirectory() {
        return dataDirectory;
    }

    /**
     * Returns the mark that this backup wrote into the live data, in Elasticsearch and in the data directory, after it
     * had captured them. Data with the mark descend from the captured ones. Null if there is none.
     */
    @JsonProperty
    public String lineage() {
        return lineage;
    }

    /**
     * Returns the directories of the backup plugin itself, relative to the data directory. They are in the backup, but
     * a hot restore leaves them out.
     */
    @JsonProperty
    public List<String> pluginDirectories() {
        return pluginDirectories;
    }

    /** Returns the original path of each of Alien4Cloud's configuration files in the backup's directory, by name. */
    @JsonProperty
    public Map<String, String> configuration() {
        return configuration;
    }

    @JsonProperty
    public String engine() {
        return engine;
    }

    @JsonProperty
    public Map<String, String> engineData() {
        return engineData;
    }

    @JsonProperty
    public List<DirectoryEntry> directories() {
        return directories;
    }

    @JsonProperty
    public List<IndexEntry> indices() {
        return indices;
    }

    @JsonProperty
    public long files() {
        return files;
    }

    @JsonProperty
    public long bytes() {
        return bytes;
    }

    @JsonProperty
    public long addedBytes() {
        return addedBytes;
    }

    @JsonProperty
    public long documents() {
        return documents;
    }

    @JsonProperty
    public Map<String, String> digests() {
        return digests;
    }
}
