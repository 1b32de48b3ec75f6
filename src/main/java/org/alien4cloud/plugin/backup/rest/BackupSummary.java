package org.alien4cloud.plugin.backup.rest;

import org.alien4cloud.plugin.backup.model.Manifest;

/** A backup in the list: its manifest without the parts that are long. Times are milliseconds since the epoch, sizes bytes. */
public final class BackupSummary {

    private final Manifest manifest;

    BackupSummary(Manifest manifest) {
        this.manifest = manifest;
    }

    public String getName() {
        return manifest.name().value();
    }

    public long getStartedAt() {
        return manifest.startedAt();
    }

    public long getEndedAt() {
        return manifest.endedAt();
    }

    public String getTrigger() {
        return manifest.trigger().name();
    }

    public String getUser() {
        return manifest.user();
    }

    public String getDescription() {
        return manifest.description();
    }

    public String getEngine() {
        return manifest.engine();
    }

    public long getFiles() {
        return manifest.files();
    }

    public long getBytes() {
        return manifest.bytes();
    }

    public long getAddedBytes() {
        return manifest.addedBytes();
    }

    public int getIndices() {
        return manifest.indices().size();
    }

    public long getDocuments() {
        return manifest.documents();
    }
}
