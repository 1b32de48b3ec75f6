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
 * Finds the warnings of a restore, for the dry run and again for the restore itself. Both must find the same ones,
 * since a restore continues only with the warnings that were acknowledged.
 */
final class ImpactAssessment {

    private final Versions versions;
    private final String dataDirectory;
    private final KnownLosses losses;
    private final Manifest manifest;
    private final RestoreRequest request;
    private final String user;

    /**
     * Reads everything from the server that is needed later, when Alien4Cloud may be at rest.
     *
     * @param user who restores
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
     * Begins a dry run with the warnings that do not depend on what changes.
     *
     * @throws BackupException (CHECK_FAILED) if the restore would need contents that are known to be damaged
     */
    ImpactCalculator begin() {
        ImpactCalculator calculator = generalWarnings();
        losses.requireNotNeeded(calculator);
        return calculator;
    }

    private ImpactCalculator generalWarnings() {
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
     * Adds the documents of indices that are created again.
     *
     * @param backup directory of the backup
     * @param then what is in the backup
     */
    void add(RecreatedIndices recreated, Path backup, Inventory then, ImpactCalculator calculator) {
        recreated.replaced().forEach(name -> calculator.add(WarningType.INDICES_ANEW, name));
        Map<String, Long> meanBytes = meanBytes();
        recreated.forEach(
                backup,
                (index, id, change) ->
                        calculator.document(change, index, id, null, then.find(index, id), meanBytes.get(index)));
    }

    /** Returns the mean size of a document in bytes, by index. */
    Map<String, Long> meanBytes() {
        return manifest.indices().stream()
                .collect(Collectors.toMap(IndexEntry::name, index -> index.bytes() / Math.max(1, index.documents())));
    }

    /** Reads the inventory of the backup; an empty one if it was made without. */
    Inventory inventory(Path backup) {
        return hasInventory() ? Inventory.read(backup.resolve(Inventory.FILE)) : new Inventory();
    }

    private boolean hasInventory() {
        return manifest.digests().containsKey(Inventory.FILE);
    }

    /** Finds the warnings of what a restore is about to do, from the inventory of the backup: a dry run has no more. */
    ImpactCalculator assess(RestorePlan plan) {
        Path backup = plan.directory();
        ImpactCalculator calculator = generalWarnings();
        Inventory then = inventory(backup);
        if (!plan.recreated().isEmpty()) {
            add(plan.recreated(), backup, then, calculator);
        }
        plan.documents().forEachChange(ImpactCalculator::canWarn, (live, target) -> {
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

    /** Returns the digest of the report: it covers this backup, the options and the warnings. */
    String digest(ImpactCalculator calculator) {
        return calculator.digest(manifest.name() + " of " + manifest.startedAt() + ", " + request.impactOptions());
    }
}
