package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a backup deals with what is changed while it is being made. */
public enum Consistency {
    /**
     * Users go on working; what belongs together is of one moment, for which some seconds of maintenance mode may be
     * needed.
     */
    @JsonProperty("live")
    LIVE,
    /** Everything is of one point in time: maintenance mode for as long as it takes to look twice. */
    @JsonProperty("frozen")
    FROZEN
}
