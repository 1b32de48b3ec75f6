package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonPOJOBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Collects the values of a {@link Manifest}. Jackson reads a manifest through it. */
@JsonPOJOBuilder(withPrefix = "")
public final class ManifestBuilder {

    int formatVersion = Manifest.FORMAT_VERSION;
    BackupName name;
    String repositoryId;
    long startedAt;
    long endedAt;
    long filesScannedAt;
    BackupOrigin trigger;
    String user;
    String description;
    Consistency consistency = Consistency.LIVE;
    boolean partial;
    List<String> warnings = Collections.emptyList();
    Versions versions;
    String clusterName;
    String clusterUuid;
    String dataDirectory;
    String lineage;
    List<String> pluginDirectories = Collections.emptyList();
    Map<String, String> configuration = Collections.emptyMap();
    String engine;
    Map<String, String> engineData = Collections.emptyMap();
    List<DirectoryEntry> directories = Collections.emptyList();
    List<IndexEntry> indices = Collections.emptyList();
    long files;
    long bytes;
    long addedBytes;
    long documents;
    Map<String, String> digests = Collections.emptyMap();

    ManifestBuilder() {}

    @JsonProperty
    public ManifestBuilder formatVersion(int value) {
        formatVersion = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder name(BackupName value) {
        name = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder repositoryId(String value) {
        repositoryId = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder startedAt(long value) {
        startedAt = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder endedAt(long value) {
        endedAt = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder filesScannedAt(long value) {
        filesScannedAt = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder trigger(BackupOrigin value) {
        trigger = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder user(String value) {
        user = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder description(String value) {
        description = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder consistency(Consistency value) {
        consistency = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder partial(boolean value) {
        partial = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder warnings(List<String> value) {
        warnings = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder versions(Versions value) {
        versions = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder clusterName(String value) {
        clusterName = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder clusterUuid(String value) {
        clusterUuid = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder dataDirectory(String value) {
        dataDirectory = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder lineage(String value) {
        lineage = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder pluginDirectories(List<String> value) {
        pluginDirectories = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder configuration(Map<String, String> value) {
        configuration = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder engine(String value) {
        engine = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder engineData(Map<String, String> value) {
        engineData = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder directories(List<DirectoryEntry> value) {
        directories = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder indices(List<IndexEntry> value) {
        indices = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder files(long value) {
        files = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder bytes(long value) {
        bytes = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder addedBytes(long value) {
        addedBytes = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder documents(long value) {
        documents = value;
        return this;
    }

    @JsonProperty
    public ManifestBuilder digests(Map<String, String> value) {
        digests = value;
        return this;
    }

    /** @throws NullPointerException if name, repositoryId, trigger or engine is missing */
    public Manifest build() {
        return new Manifest(this);
    }
}
