package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which index engine a backup is to be made with. */
public enum EngineKind {
    /** Snapshots where Elasticsearch can make them, else export. */
    @JsonProperty("auto")
    AUTO,
    /** Elasticsearch's own snapshots. */
    @JsonProperty("snapshot")
    SNAPSHOT,
    /** Documents in files of the backup's own directory. */
    @JsonProperty("export")
    EXPORT
}
