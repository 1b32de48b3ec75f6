package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** {@code repository.json}; {@code created} is milliseconds since the epoch. */
@JsonPropertyOrder({"formatVersion", "repositoryId", "clusterUuid", "created"})
final class RepositoryDescriptor {

    private final int formatVersion;
    private final String repositoryId;
    private final String clusterUuid;
    private final long created;

    @JsonCreator
    RepositoryDescriptor(@JsonProperty(value = "formatVersion", required = true) int formatVersion,
            @JsonProperty(value = "repositoryId", required = true) String repositoryId,
            @JsonProperty(value = "clusterUuid", required = true) String clusterUuid, @JsonProperty("created") long created) {
        this.formatVersion = formatVersion;
        this.repositoryId = repositoryId;
        this.clusterUuid = clusterUuid;
        this.created = created;
    }

    @JsonProperty
    int formatVersion() {
        return formatVersion;
    }

    @JsonProperty
    String repositoryId() {
        return repositoryId;
    }

    @JsonProperty
    String clusterUuid() {
        return clusterUuid;
    }

    @JsonProperty
    long created() {
        return created;
    }
}
