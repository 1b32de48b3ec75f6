package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** Pairs settings with the version of their file, so that a change based on an older version can be refused. */
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

    /** Returns a word that differs after each change. */
    public String getVersion() {
        return version;
    }
}
