package org.alien4cloud.plugin.backup.service.capture;

import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.ManifestBuilder;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Begins a backup's manifest with what every capture knows: what it captured, when, and on which server. */
public final class CaptureManifest {

    private CaptureManifest() {}

    /**
     * Begins a manifest that ends now. The caller adds who made the backup, why, and with which engine.
     *
     * @param startedAt milliseconds since the epoch
     * @param contents that were stored for the backup
     */
    public static ManifestBuilder begin(
            BackupContext context,
            long startedAt,
            CaptureResult files,
            CapturedIndices indices,
            ContentWriter contents) {
        AlienPlatform platform = context.platform();
        return Manifest.builder()
                .repositoryId(context.repository().repositoryId())
                .startedAt(startedAt)
                .endedAt(System.currentTimeMillis())
                .filesScannedAt(files.scanStartedAt())
                .versions(platform.versions())
                .clusterName(platform.clusterName())
                .clusterUuid(context.cluster().uuid())
                .dataDirectory(platform.dataDirectory().toString())
                .directories(files.directories())
                .indices(indices.indices())
                .files(files.files())
                .bytes(files.bytes())
                .addedBytes(contents.addedBytes())
                .documents(indices.documents());
    }
}
