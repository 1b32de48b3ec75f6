package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** Holds how long the parts of one restore took. */
@JsonPropertyOrder({"stopped", "outageMillis", "millisPerOperation", "millisPerByte", "preparingMillis", "safetyMillis"
})
final class RestoreTimings {

    private final boolean stopped;
    private final double outageMillis;
    private final double millisPerOperation;
    private final double millisPerByte;
    private final double preparingMillis;
    private final double safetyMillis;

    /**
     * @param stopped whether Alien4Cloud was stopped
     * @param outageMillis the fixed time of maintenance mode: coming to rest, reloading, and the like
     * @param millisPerOperation for each document or file that changes; 0 if too few changed
     * @param millisPerByte for each byte of files that is staged; 0 if too few were staged
     * @param preparingMillis the time before maintenance mode, without staging and the safety backup
     * @param safetyMillis the time of the safety backup; 0 if there was none
     */
    @JsonCreator
    RestoreTimings(
            @JsonProperty("stopped") boolean stopped,
            @JsonProperty("outageMillis") double outageMillis,
            @JsonProperty("millisPerOperation") double millisPerOperation,
            @JsonProperty("millisPerByte") double millisPerByte,
            @JsonProperty("preparingMillis") double preparingMillis,
            @JsonProperty("safetyMillis") double safetyMillis) {
        this.stopped = stopped;
        this.outageMillis = outageMillis;
        this.millisPerOperation = millisPerOperation;
        this.millisPerByte = millisPerByte;
        this.preparingMillis = preparingMillis;
        this.safetyMillis = safetyMillis;
    }

    @JsonProperty
    boolean stopped() {
        return stopped;
    }

    @JsonProperty
    double outageMillis() {
        return outageMillis;
    }

    @JsonProperty
    double millisPerOperation() {
        return millisPerOperation;
    }

    @JsonProperty
    double millisPerByte() {
        return millisPerByte;
    }

    @JsonProperty
    double preparingMillis() {
        return preparingMillis;
    }

    @JsonProperty
    double safetyMillis() {
        return safetyMillis;
    }
}
