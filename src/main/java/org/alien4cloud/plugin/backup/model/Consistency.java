package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Names how a backup deals with changes that are made while it runs. */
public enum Consistency {
    /**
     * Users go on working. What belongs together is consistent; some seconds of maintenance mode may be needed for
     * that.
     */
    @JsonProperty("live")
    LIVE,
    /** Everything is of one point in time. Maintenance mode lasts as long as scanning twice. */
    @JsonProperty("frozen")
    FROZEN
}
