package org.alien4cloud.plugin.backup.service.verify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Says how thoroughly a backup is to be verified. */
public final class VerifyRequest {

    private final boolean deep;

    /** @param deep whether to also restore the indices beside the live ones, and compare them */
    @JsonCreator
    public VerifyRequest(@JsonProperty("deep") boolean deep) {
        this.deep = deep;
    }

    public boolean deep() {
        return deep;
    }
}
