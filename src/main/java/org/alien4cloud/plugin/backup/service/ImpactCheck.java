package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.impact.Concern;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.impact.Reckoning;
import org.alien4cloud.plugin.backup.index.RenewedIndices;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Versions;

/**
 * Finds what is worth a warning before a restore: for the dry run, and once more, of what it then really does, for the
 * restore. Both must come to the same warnings, since a restore goes on only if they are those that were acknowledged.
 */
final class ImpactCheck {

    private final Versions versions;
    private final String dataDirectory;
    private final KnownLosses losses;
    private final Manifest manifest;
    private final RestoreOptions options;
    private final String user;

    /**
     * Takes all from the server that it needs: Alien4Cloud may be at rest when it judges.
     *
     * @param user who is to restore
     */
    ImpactCheck(Workspace workspace, Manifest manifest, RestoreOptions options, String user) {
        this.versions = workspace.platform().versions();
        this.dataDirectory = workspace.platform().dataDirectory().toString();
        this.losses = new KnownLosses(workspace, manifest, options);
        this.manifest = manifest;
        this.options = options;
        this.user = user;
    }

    /**
     * Begins with all that does not depend on what changes.
     *
     * @throws BackupException (CHECK_FAILED) as the restore would be if it needed contents that are known to be damaged
     */
    Reckoning begin() {
        Reckoning reckoning = reckoning();
        losses.requireNotNeeded(reckoning);
        return reckoning;
    }

    private Reckoning reckoning() {
        Reckoning reckoning =
                new Reckoning(user, dataDirectory.equals(manifest.dataDirectory()) ? null : manifest.dataDirectory());
        losses.warn(reckoning);
        versions(reckoning);
        options.scope().describe().ifPresent(chosen -> reckoning.add(Concern.PARTIAL, chosen));
        manifest.warnings().forEach(warning -> reckoning.add(Concern.BACKUP_WARNINGS, warning.replaceAll("\\.$", "")));
        if (!hasInventory()) {
            reckoning.add(Concern.NO_INVENTORY, manifest.name().value());
        }
        return reckoning;
    }

    private void versions(Reckoning reckoning) {
        String then = manifest.versions().alien4cloud();
        String now = versions.alien4cloud();
        if (then != null && now != null && !then.equals(now)) {
            reckoning.add(
                    minor(then).equals(minor(now)) ? Concern.ALIEN4CLOUD_FIX_VERSION : Concern.ALIEN4CLOUD_VERSION,
                    then + ", this server is " + now);
        }
        String elasticsearch = versions.elasticsearch();
        if (manifest.versions().elasticsearch() != null
                && !manifest.versions().elasticsearch().equals(elasticsearch)) {
            reckoning.add(
                    Concern.ELASTICSEARCH_VERSION,
                    manifest.versions().elasticsearch() + ", this server has " + elasticsearch);
        }
    }

    private static List<String> minor(String version) {
        return Arrays.stream(version.split("[.-]")).limit(2).collect(Collectors.toList());
    }

    /**
     * Reckons with indices that are made anew.
     *
     * @param backup directory of the backup
     * @param then what is in the backup
     */
    void add(RenewedIndices renewed, Path backup, Inventory then, Reckoning reckoning) {
        renewed.replaced().forEach(name -> reckoning.add(Concern.INDICES_ANEW, name));
        Map<String, Long> meanBytes = meanBytes();
        renewed.forEach(
                backup,
                (index, id, change) ->
                        reckoning.document(change, index, id, null, then.find(index, id), meanBytes.get(index)));
    }

    /** Bytes of a document of each index, on an average. */
    Map<String, Long> meanBytes() {
        return manifest.indices().stream()
                .collect(Collectors.toMap(IndexEntry::name, index -> index.bytes() / Math.max(1, index.documents())));
    }

    /** What is in the backup; nothing if it was made without an inventory. */
    Inventory inventory(Path backup) {
        return hasInventory() ? Inventory.read(backup.resolve(Inventory.FILE)) : new Inventory();
    }

    private boolean hasInventory() {
        return manifest.digests().containsKey(Inventory.FILE);
    }

    /** Judges what a restore is about to do, by what the inventory knows of the backup: a dry run has nothing else. */
    Reckoning reckon(RestorePlans plans) {
        Path backup = plans.directory();
        Reckoning reckoning = reckoning();
        Inventory then = inventory(backup);
        if (!plans.renewed().isEmpty()) {
            add(plans.renewed(), backup, then, reckoning);
        }
        plans.documents().forEachChange(Reckoning::isJudged, (live, target) -> {
            String index = target.index();
            String id = target.id().id();
            reckoning.document(
                    Change.of(target.exists(), live.exists()),
                    index,
                    id,
                    Reckoning.piece(index, id, live.source()),
                    then.find(index, id),
                    target.exists() ? target.source().length() : 0);
        });
        return reckoning;
    }

    /** The digest of the report: of this backup, the options and what was reckoned. */
    String digest(Reckoning reckoning) {
        return reckoning.digest(manifest.name() + " of " + manifest.startedAt() + ", " + options.ofImpact());
    }
}
