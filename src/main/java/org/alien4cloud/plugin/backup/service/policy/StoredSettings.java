package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * Pairs settings with the version of the file that they were read from, so that a change of an older one can be
 * refused.
 */
public final class StoredSettings {

    private final Settings settings;
    private final String version;

    StoredSettings(Settings settings, String version) {
        this.settings = settings;
        this.version = version;
    }

    @JsonUnwrapped
    public Settings getSettings() {
        return settings;
    }

    /** A word that is another one after each change. */
    public String getVersion() {
        return version;
    }
}
