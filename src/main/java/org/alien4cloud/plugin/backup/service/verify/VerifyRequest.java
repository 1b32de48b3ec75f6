package org.alien4cloud.plugin.backup.service.verify;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How a backup is to be verified. */
public final class VerifyRequest {

    private final boolean deep;

    /** @param deep whether to restore the indices beside the live ones and compare them too */
    @JsonCreator
    public VerifyRequest(@JsonProperty("deep") boolean deep) {
        this.deep = deep;
    }

    public boolean deep() {
        return deep;
    }
}
