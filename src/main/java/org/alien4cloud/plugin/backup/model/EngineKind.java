package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Names the index engine that a backup is made with. */
public enum EngineKind {
    /** Snapshots if Elasticsearch can make them, else export. */
    @JsonProperty("auto")
    AUTO,
    /** Elasticsearch's own snapshots. */
    @JsonProperty("snapshot")
    SNAPSHOT,
    /** Documents in files in the backup's own directory. */
    @JsonProperty("export")
    EXPORT
}
