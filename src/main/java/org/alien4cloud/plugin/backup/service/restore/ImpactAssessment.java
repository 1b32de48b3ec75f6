package org.alien4cloud.plugin.backup.service.restore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.RecreatedIndices;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.impact.WarningType;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Finds what is worth a warning before a restore: for the dry run, and once more, of what it then really does, for the
 * restore. Both must come to the same warnings, since a restore goes on only if they are those that were acknowledged.
 */
final class ImpactAssessment {

    private final Versions versions;
    private final String dataDirectory;
    private final KnownLosses losses;
    private final Manifest manifest;
    private final RestoreRequest request;
    private final String user;

    /**
     * Takes all from the server that it needs: Alien4Cloud may be at rest when it judges.
     *
     * @param user who is to restore
     */
    ImpactAssessment(BackupContext context, Manifest manifest, RestoreRequest request, String user) {
        this.versions = context.platform().versions();
        this.dataDirectory = context.platform().dataDirectory().toString();
        this.losses = new KnownLosses(context, manifest, request);
        this.manifest = manifest;
        this.request = request;
        this.user = user;
    }

    /**
     * Begins with all that does not depend on what changes.
     *
     * @throws BackupException (CHECK_FAILED) as the restore would be if it needed contents that are known to be damaged
     */
    ImpactCalculator begin() {
        ImpactCalculator calculator = reckoning();
        losses.requireNotNeeded(calculator);
        return calculator;
    }

    private ImpactCalculator reckoning() {
        ImpactCalculator calculator = new ImpactCalculator(
                user, dataDirectory.equals(manifest.dataDirectory()) ? null : manifest.dataDirectory());
        losses.warn(calculator);
        versions(calculator);
        request.scope().describe().ifPresent(chosen -> calculator.add(WarningType.PARTIAL, chosen));
        manifest.warnings()
                .forEach(warning -> calculator.add(WarningType.BACKUP_WARNINGS, warning.replaceAll("\\.$", "")));
        if (!hasInventory()) {
            calculator.add(WarningType.NO_INVENTORY, manifest.name().value());
        }
        return calculator;
    }

    private void versions(ImpactCalculator calculator) {
        String then = manifest.versions().alien4cloud();
        String now = versions.alien4cloud();
        if (then != null && now != null && !then.equals(now)) {
            calculator.add(
                    minor(then).equals(minor(now))
                            ? WarningType.ALIEN4CLOUD_FIX_VERSION
                            : WarningType.ALIEN4CLOUD_VERSION,
                    then + ", this server is " + now);
        }
        String elasticsearch = versions.elasticsearch();
        if (manifest.versions().elasticsearch() != null
                && !manifest.versions().elasticsearch().equals(elasticsearch)) {
            calculator.add(
                    WarningType.ELASTICSEARCH_VERSION,
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
    void add(RecreatedIndices renewed, Path backup, Inventory then, ImpactCalculator calculator) {
        renewed.replaced().forEach(name -> calculator.add(WarningType.INDICES_ANEW, name));
        Map<String, Long> meanBytes = meanBytes();
        renewed.forEach(
                backup,
                (index, id, change) ->
                        calculator.document(change, index, id, null, then.find(index, id), meanBytes.get(index)));
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
    ImpactCalculator reckon(RestorePlan plans) {
        Path backup = plans.directory();
        ImpactCalculator calculator = reckoning();
        Inventory then = inventory(backup);
        if (!plans.renewed().isEmpty()) {
            add(plans.renewed(), backup, then, calculator);
        }
        plans.documents().forEachChange(ImpactCalculator::canWarn, (live, target) -> {
            String index = target.index();
            String id = target.id().id();
            calculator.document(
                    Change.of(target.exists(), live.exists()),
                    index,
                    id,
                    ImpactCalculator.item(index, id, live.source()),
                    then.find(index, id),
                    target.exists() ? target.source().length() : 0);
        });
        return calculator;
    }

    /** The digest of the report: of this backup, the options and what was reckoned. */
    String digest(ImpactCalculator calculator) {
        return calculator.digest(manifest.name() + " of " + manifest.startedAt() + ", " + request.ofImpact());
    }
}
