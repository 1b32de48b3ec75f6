package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Describes a repository, as stored in {@code repository.json}: its format version, its id, and the clusters of its
 * server. {@code created} is milliseconds since the epoch.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"formatVersion", "repositoryId", "clusterUuid", "formerClusterUuids", "created"})
final class RepositoryDescriptor {

    private final int formatVersion;
    private final String repositoryId;
    private final String clusterUuid;
    private final List<String> formerClusterUuids;
    private final long created;

    @JsonCreator
    RepositoryDescriptor(
            @JsonProperty(value = "formatVersion", required = true) int formatVersion,
            @JsonProperty(value = "repositoryId", required = true) String repositoryId,
            @JsonProperty(value = "clusterUuid", required = true) String clusterUuid,
            @JsonProperty("formerClusterUuids") List<String> formerClusterUuids,
            @JsonProperty("created") long created) {
        this.formatVersion = formatVersion;
        this.repositoryId = repositoryId;
        this.clusterUuid = clusterUuid;
        this.formerClusterUuids =
                formerClusterUuids == null ? Collections.emptyList() : Collections.unmodifiableList(formerClusterUuids);
        this.created = created;
    }

    /** Returns the descriptor for a server that has moved to another cluster. */
    RepositoryDescriptor movedTo(String cluster) {
        List<String> former = new ArrayList<>(formerClusterUuids);
        former.remove(cluster);
        former.add(clusterUuid);
        return new RepositoryDescriptor(formatVersion, repositoryId, cluster, former, created);
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

    /** Returns the uuids of the clusters that the server was on before a restore moved it; the newest is the last. */
    @JsonProperty
    List<String> formerClusterUuids() {
        return formerClusterUuids;
    }

    @JsonProperty
    long created() {
        return created;
    }
}
