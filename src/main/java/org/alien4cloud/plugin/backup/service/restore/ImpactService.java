package org.alien4cloud.plugin.backup.service.restore;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.elasticsearch.BackedUpIndices;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentComparison;
import org.alien4cloud.plugin.backup.elasticsearch.RecreatedIndices;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.files.plan.PlanLocations;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.impact.WarningType;
import org.alien4cloud.plugin.backup.io.ByteSize;
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
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.elasticsearch.client.Client;

/**
 * Runs dry runs of restores: reports what a restore would change and what would follow. A dry run changes nothing, and
 * reads only lists and live data. If the backup's mapping of an index has more fields than the live one, it makes an
 * empty temporary index to try them.
 */
public class ImpactService {

    private final BackupContext context;
    private final ServerPresence servers;
    private final DryRunQueue dryRuns = new DryRunQueue();

    public ImpactService(BackupContext context, ServerPresence servers) {
        this.context = context;
        this.servers = servers;
    }

    /**
     * Compares a backup with this server, which takes as long as reading what has changed since. Only one dry run runs
     * at a time, and a newer one of the same user stops an older one.
     *
     * @param request as for the restore; {@code confirm} is ignored
     * @param user who would restore
     * @throws InvalidInputException if something was chosen that the backup does not have
     * @throws BackupException (NOT_FOUND) if there is no such backup; (PRECONDITION) if a restore would be refused,
     *     with the reason; (CANCELLED) if a newer one of the same user came; (CHECK_FAILED) if its lists are damaged;
     *     (ELASTICSEARCH), (IO)
     */
    public ImpactReport report(BackupName name, RestoreRequest request, String user) {
        try (DryRunQueue.Turn turn = dryRuns.begin(user)) {
            BackupCatalog catalog = context.repository().catalog();
            Manifest manifest = catalog.get(name);
            new RestorePreflight(context, servers).check(manifest, request);
            new UnfinishedRestoreGuard(context).requireNone();
            catalog.check(manifest, request::needs, turn.progress());
            Path directory = temporaryDirectory();
            try {
                return report(manifest, request, user, directory, turn.progress());
            } finally {
                remove(directory);
            }
        }
    }

    private ImpactReport report(
            Manifest manifest, RestoreRequest request, String user, Path directory, Progress progress) {
        long begin = System.nanoTime();
        ImpactAssessment assessment = new ImpactAssessment(context, manifest, request, user);
        ImpactCalculator calculator = assessment.begin();
        compareDocuments(manifest, request, directory, assessment, calculator, progress);
        ChangeCount files = compareFiles(manifest, request, directory, progress);
        ChangeCount documents = calculator.documents();
        calculator.addUnnamed(files);
        checkSpace(files.bytes(), documents.bytes(), request, calculator);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return new ImpactReport(
                manifest.name(),
                assessment.digest(calculator),
                calculator.lost(),
                calculator.overwritten(),
                documents,
                files,
                calculator.kinds(),
                estimate(millis, files.bytes(), documents.total() + files.total(), request),
                calculator.warnings());
    }

    private Estimate estimate(long comparisonMillis, long bytes, long operations, RestoreRequest request) {
        RestoreTimeEstimate times = RestoreTimeEstimate.of(
                context.repository().directory(), context.platform().isStopped());
        return times.estimate(
                comparisonMillis,
                bytes,
                operations,
                request.safetyBackup() ? times.safetyMillis(context.history().lastBackupMillis()) : 0);
    }

    private void compareDocuments(
            Manifest manifest,
            RestoreRequest request,
            Path directory,
            ImpactAssessment assessment,
            ImpactCalculator calculator,
            Progress progress) {
        Path backup = context.repository().catalog().directoryOf(manifest.name());
        Client elasticsearch = context.platform().elasticsearch();
        Inventory then = assessment.inventory(backup);
        Inventory now = new Inventory();
        BackedUpIndices backedUp =
                new BackedUpIndices(elasticsearch, manifest, backup, request.full(), context.temporaryPrefix());
        List<String> indices = new ArrayList<>(request.scope().indices(manifest));
        if (context.platform().isStopped()) {
            RecreatedIndices recreated = RecreatedIndices.compute(directory, elasticsearch, backedUp, indices);
            assessment.add(recreated, backup, then, calculator);
            indices.removeAll(recreated.names());
        }
        Map<String, Long> meanBytes = assessment.meanBytes();
        new DocumentComparison(elasticsearch, backedUp)
                .run(
                        indices,
                        directory,
                        context.platform().footprint()::isDocument,
                        now,
                        (index, id, change) -> calculator.document(
                                change,
                                index,
                                id,
                                now.find(index, id),
                                then.find(index, id),
                                change == Change.DELETE ? 0 : meanBytes.get(index)),
                        progress);
    }

    private ChangeCount compareFiles(Manifest manifest, RestoreRequest request, Path directory, Progress progress) {
        PlanLocations locations = new PlanLocations(
                directory,
                request.scope().narrow(context.restorableTree(manifest)),
                context.restoreArea().resolve("none"));
        try (FileEntryReader entries = context.repository().catalog().files(manifest.name())) {
            return FilePlan.difference(
                    locations, entries, context.lineage().filesKnownAt(manifest, request.full(), progress), progress);
        }
    }

    /**
     * Warns if a disk is too full. Staged files need space beside the data; the plan, the undo log and the safety
     * backup need it in the backup directory.
     */
    private void checkSpace(long files, long documents, RestoreRequest request, ImpactCalculator calculator) {
        Path data = context.platform().dataDirectory();
        Path backups = context.repository().directory();
        long kept = 2 * documents + (request.safetyBackup() ? context.history().expectedGrowth() : 0);
        if (isSameDisk(data, backups)) {
            requireSpace(backups, files + kept, calculator);
        } else {
            requireSpace(data, files, calculator);
            requireSpace(backups, kept, calculator);
        }
    }

    private static void requireSpace(Path directory, long needed, ImpactCalculator calculator) {
        long free = DiskFailures.free(directory);
        if (needed > free) {
            calculator.add(
                    WarningType.SPACE,
                    ByteSize.of(needed) + " are needed in " + directory + ", " + ByteSize.of(free) + " are free");
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
