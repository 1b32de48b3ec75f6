package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a backup is: who made it, when, of what, with which engine, and the SHA-256 of every other file of the backup's
 * directory. It is written last; a directory without a valid one is no backup. docs/format.md specifies it.
 *
 * <p>Times are milliseconds since the epoch, sizes bytes. {@code bytes} counts the regular files as they are on the
 * server, {@code addedBytes} what this backup newly put into the repository.
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
@JsonDeserialize(builder = Manifest.Builder.class)
public final class Manifest {

    /** The format that this code writes, and the newest that it reads. */
    public static final int FORMAT_VERSION = 1;

    private final int formatVersion;
    private final BackupName name;
    private final String repositoryId;
    private final long startedAt;
    private final long endedAt;
    private final long filesScannedAt;
    private final Trigger trigger;
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

    private Manifest(Builder builder) {
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

    /** A manifest of this code's format version, to be filled in. */
    public static Builder builder() {
        return new Builder();
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
     * When the look at the files began that counts: what a later backup needs to tell which of them have changed since.
     */
    @JsonProperty
    public long filesScannedAt() {
        return filesScannedAt;
    }

    @JsonProperty
    public Trigger trigger() {
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
     * Whether the server had more directories than the backup holds, so that a restore leaves those alone that it does
     * not name. Else what it does not name was not there.
     */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public boolean partial() {
        return partial;
    }

    /**
     * What an administrator should know of the backup, such as pieces whose documents and files may be of different
     * moments; sentences.
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
     * The mark that this backup has left in the live data, in Elasticsearch and in the data directory, after it had
     * captured them: what holds it descends from what was captured. Null if it left none.
     */
    @JsonProperty
    public String lineage() {
        return lineage;
    }

    /**
     * The directories of the backup plugin itself, relative to the data directory: in the backup, but left out of a hot
     * restore.
     */
    @JsonProperty
    public List<String> pluginDirectories() {
        return pluginDirectories;
    }

    /**
     * Alien4Cloud's configuration files, which are in the backup's directory: by their names the paths that they had.
     */
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

    /** Collects the values of a {@link Manifest}; also how Jackson reads one. */
    @JsonPOJOBuilder(withPrefix = "")
    public static final class Builder {

        private int formatVersion = FORMAT_VERSION;
        private BackupName name;
        private String repositoryId;
        private long startedAt;
        private long endedAt;
        private long filesScannedAt;
        private Trigger trigger;
        private String user;
        private String description;
        private Consistency consistency = Consistency.LIVE;
        private boolean partial;
        private List<String> warnings = Collections.emptyList();
        private Versions versions;
        private String clusterName;
        private String clusterUuid;
        private String dataDirectory;
        private String lineage;
        private List<String> pluginDirectories = Collections.emptyList();
        private Map<String, String> configuration = Collections.emptyMap();
        private String engine;
        private Map<String, String> engineData = Collections.emptyMap();
        private List<DirectoryEntry> directories = Collections.emptyList();
        private List<IndexEntry> indices = Collections.emptyList();
        private long files;
        private long bytes;
        private long addedBytes;
        private long documents;
        private Map<String, String> digests = Collections.emptyMap();

        @JsonProperty
        public Builder formatVersion(int value) {
            formatVersion = value;
            return this;
        }

        @JsonProperty
        public Builder name(BackupName value) {
            name = value;
            return this;
        }

        @JsonProperty
        public Builder repositoryId(String value) {
            repositoryId = value;
            return this;
        }

        @JsonProperty
        public Builder startedAt(long value) {
            startedAt = value;
            return this;
        }

        @JsonProperty
        public Builder endedAt(long value) {
            endedAt = value;
            return this;
        }

        @JsonProperty
        public Builder filesScannedAt(long value) {
            filesScannedAt = value;
            return this;
        }

        @JsonProperty
        public Builder trigger(Trigger value) {
            trigger = value;
            return this;
        }

        @JsonProperty
        public Builder user(String value) {
            user = value;
            return this;
        }

        @JsonProperty
        public Builder description(String value) {
            description = value;
            return this;
        }

        @JsonProperty
        public Builder consistency(Consistency value) {
            consistency = value;
            return this;
        }

        @JsonProperty
        public Builder partial(boolean value) {
            partial = value;
            return this;
        }

        @JsonProperty
        public Builder warnings(List<String> value) {
            warnings = value;
            return this;
        }

        @JsonProperty
        public Builder versions(Versions value) {
            versions = value;
            return this;
        }

        @JsonProperty
        public Builder clusterName(String value) {
            clusterName = value;
            return this;
        }

        @JsonProperty
        public Builder clusterUuid(String value) {
            clusterUuid = value;
            return this;
        }

        @JsonProperty
        public Builder dataDirectory(String value) {
            dataDirectory = value;
            return this;
        }

        @JsonProperty
        public Builder lineage(String value) {
            lineage = value;
            return this;
        }

        @JsonProperty
        public Builder pluginDirectories(List<String> value) {
            pluginDirectories = value;
            return this;
        }

        @JsonProperty
        public Builder configuration(Map<String, String> value) {
            configuration = value;
            return this;
        }

        @JsonProperty
        public Builder engine(String value) {
            engine = value;
            return this;
        }

        @JsonProperty
        public Builder engineData(Map<String, String> value) {
            engineData = value;
            return this;
        }

        @JsonProperty
        public Builder directories(List<DirectoryEntry> value) {
            directories = value;
            return this;
        }

        @JsonProperty
        public Builder indices(List<IndexEntry> value) {
            indices = value;
            return this;
        }

        @JsonProperty
        public Builder files(long value) {
            files = value;
            return this;
        }

        @JsonProperty
        public Builder bytes(long value) {
            bytes = value;
            return this;
        }

        @JsonProperty
        public Builder addedBytes(long value) {
            addedBytes = value;
            return this;
        }

        @JsonProperty
        public Builder documents(long value) {
            documents = value;
            return this;
        }

        @JsonProperty
        public Builder digests(Map<String, String> value) {
            digests = value;
            return this;
        }

        /** @throws NullPointerException if name, repositoryId, trigger or engine is missing */
        public Manifest build() {
            return new Manifest(this);
        }
    }
}
