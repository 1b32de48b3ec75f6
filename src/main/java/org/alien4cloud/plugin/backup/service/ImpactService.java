package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.files.FilePlan;
import org.alien4cloud.plugin.backup.files.PlanPlaces;
import org.alien4cloud.plugin.backup.impact.Concern;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.impact.Reckoning;
import org.alien4cloud.plugin.backup.index.BackedUpIndices;
import org.alien4cloud.plugin.backup.index.DocumentComparison;
import org.alien4cloud.plugin.backup.index.RenewedIndices;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.ImpactReport;
import org.alien4cloud.plugin.backup.model.ImpactReport.Estimate;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.elasticsearch.client.Client;

/**
 * Makes dry runs of restores: tells what one would change and what would follow. Changes nothing that is there, and
 * needs nothing but lists and live data. Where the backup's mapping of an index has more than the live one, it makes an
 * empty temporary index to see whether that can be added.
 */
public class ImpactService {

    private final Workspace workspace;
    private final ServerPresence servers;
    private final DryRuns dryRuns = new DryRuns();

    public ImpactService(Workspace workspace, ServerPresence servers) {
        this.workspace = workspace;
        this.servers = servers;
    }

    /**
     * Compares a backup with this server; takes as long as reading what has changed since. One at a time; a newer one
     * of the same user stops an older one.
     *
     * @param options as the restore would get them; {@code confirm} is of no account
     * @param user who would restore
     * @throws InvalidInputException if something was chosen that the backup does not have
     * @throws BackupException (NOT_FOUND) if there is no such backup; (PRECONDITION) if it could not be restored, with
     *     the reason, as a restore would be refused; (CANCELLED) if a newer one of the same user came; (CHECK_FAILED)
     *     if its lists are damaged; (ELASTICSEARCH), (IO)
     */
    public ImpactReport report(BackupName name, RestoreOptions options, String user) {
        try (DryRuns.Turn turn = dryRuns.begin(user)) {
            BackupCatalog catalog = workspace.repository().catalog();
            Manifest manifest = catalog.get(name);
            new RestorePreflight(workspace, servers).check(manifest, options);
            workspace.requireNoUnfinishedRestore();
            catalog.check(manifest, options::needs, turn.progress());
            Path directory = temporaryDirectory();
            try {
                return report(manifest, options, user, directory, turn.progress());
            } finally {
                remove(directory);
            }
        }
    }

    private ImpactReport report(
            Manifest manifest, RestoreOptions options, String user, Path directory, Progress progress) {
        long begin = System.nanoTime();
        ImpactCheck check = new ImpactCheck(workspace, manifest, options, user);
        Reckoning reckoning = check.begin();
        compareDocuments(manifest, options, directory, check, reckoning, progress);
        ChangeCount files = compareFiles(manifest, options, directory, progress);
        ChangeCount documents = reckoning.documents();
        reckoning.addUnnamed(files);
        checkSpace(files.bytes(), documents.bytes(), options, reckoning);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return new ImpactReport(
                manifest.name(),
                check.digest(reckoning),
                reckoning.lost(),
                reckoning.overwritten(),
                documents,
                files,
                reckoning.kinds(),
                estimate(millis, files.bytes(), documents.total() + files.total(), options),
                reckoning.warnings());
    }

    private Estimate estimate(long comparisonMillis, long bytes, long operations, RestoreOptions options) {
        RestoreTimes times = RestoreTimes.of(
                workspace.repository().directory(), workspace.platform().isStopped());
        return times.estimate(
                comparisonMillis,
                bytes,
                operations,
                options.safetyBackup() ? times.safetyMillis(workspace.lastBackupMillis()) : 0);
    }

    private void compareDocuments(
            Manifest manifest,
            RestoreOptions options,
            Path directory,
            ImpactCheck check,
            Reckoning reckoning,
            Progress progress) {
        Path backup = workspace.repository().catalog().directoryOf(manifest.name());
        Client elasticsearch = workspace.platform().elasticsearch();
        Inventory then = check.inventory(backup);
        Inventory now = new Inventory();
        BackedUpIndices backedUp =
                new BackedUpIndices(elasticsearch, manifest, backup, options.full(), workspace.temporaryPrefix());
        List<String> indices = new ArrayList<>(options.scope().indices(manifest));
        if (workspace.platform().isStopped()) {
            RenewedIndices renewed = RenewedIndices.compute(directory, elasticsearch, backedUp, indices);
            check.add(renewed, backup, then, reckoning);
            indices.removeAll(renewed.names());
        }
        Map<String, Long> meanBytes = check.meanBytes();
        new DocumentComparison(elasticsearch, backedUp)
                .run(
                        indices,
                        directory,
                        workspace.platform().ownParts()::isDocument,
                        now,
                        (index, id, change) -> reckoning.document(
                                change,
                                index,
                                id,
                                now.find(index, id),
                                then.find(index, id),
                                change == Change.DELETE ? 0 : meanBytes.get(index)),
                        progress);
    }

    private ChangeCount compareFiles(Manifest manifest, RestoreOptions options, Path directory, Progress progress) {
        PlanPlaces places = new PlanPlaces(
                directory,
                options.scope().narrow(workspace.restorableTree(manifest)),
                workspace.restoreArea().resolve("none"));
        try (EntryReader entries = workspace.repository().catalog().files(manifest.name())) {
            return FilePlan.difference(
                    places, entries, workspace.lineage().filesKnownAt(manifest, options.full(), progress), progress);
        }
    }

    /**
     * What is staged lies beside the data; the plan, the undo log and the safety backup lie in the backup directory.
     */
    private void checkSpace(long files, long documents, RestoreOptions options, Reckoning reckoning) {
        Path data = workspace.platform().dataDirectory();
        Path backups = workspace.repository().directory();
        long kept = 2 * documents + (options.safetyBackup() ? workspace.expectedGrowth() : 0);
        if (isSameDisk(data, backups)) {
            requireSpace(backups, files + kept, reckoning);
        } else {
            requireSpace(data, files, reckoning);
            requireSpace(backups, kept, reckoning);
        }
    }

    private static void requireSpace(Path directory, long needed, Reckoning reckoning) {
        long free = DiskFailures.free(directory);
        if (needed > free) {
            reckoning.add(
                    Concern.SPACE,
                    String.format(Locale.ROOT, "%,d bytes are needed in %s, %,d are free", needed, directory, free));
        }
    }

    private static boolean isSameDisk(Path one, Path other) {
        try {
            FileStore store = Files.getFileStore(one);
            return store.equals(Files.getFileStore(other));
        } catch (IOException e) {
            return false;
        }
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("a4c-backup-impact");
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO,
                    "Cannot make a temporary directory in " + System.getProperty("java.io.tmpdir") + ": " + e,
                    e);
        }
    }

    private static void remove(Path directory) {
        try {
            DurableFiles.deleteTree(directory);
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot remove the temporary directory " + directory + ": " + e, e);
        }
    }
}
