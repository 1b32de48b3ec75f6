package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * Describes an immediate child of Alien4Cloud's directory in a backup's manifest, such as {@code csar}: the number and
 * the bytes of its regular files.
 */
@JsonPropertyOrder({"name", "files", "bytes"})
public final class DirectoryEntry {

    private final String name;
    private final long files;
    private final long bytes;

    @JsonCreator
    public DirectoryEntry(
            @JsonProperty("name") String name, @JsonProperty("files") long files, @JsonProperty("bytes") long bytes) {
        this.name = name;
        this.files = files;
        this.bytes = bytes;
    }

    @JsonProperty
    public String name() {
        return name;
    }

    @JsonProperty
    public long files() {
        return files;
    }

    @JsonProperty
    public long bytes() {
        return bytes;
    }
}
