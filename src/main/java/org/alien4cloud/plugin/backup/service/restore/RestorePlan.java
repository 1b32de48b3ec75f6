package org.alien4cloud.plugin.backup.service.restore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.elasticsearch.BackupDocumentReader;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentComparison;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentPlan;
import org.alien4cloud.plugin.backup.elasticsearch.NewestDocumentCheck;
import org.alien4cloud.plugin.backup.elasticsearch.RecreatedIndices;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Plans and makes the changes that turn the server's documents and files into those of a backup. Documents and files of
 * this plugin itself are left out.
 */
final class RestorePlan {

    private final RestoreSource source;
    private final Path workDirectory;
    private final DocumentPlan documents;
    private final RecreatedIndices recreated;
    private final FilePlan files;
    private final long filesKnownAt;
    private final long planningMillis;
    private final Progress progress;

    private RestorePlan(
            RestoreSource source,
            Path workDirectory,
            DocumentPlan documents,
            RecreatedIndices recreated,
            FilePlan files,
            long filesKnownAt,
            long planningMillis,
            Progress progress) {
        this.source = source;
        this.workDirectory = workDirectory;
        this.documents = documents;
        this.recreated = recreated;
        this.files = files;
        this.filesKnownAt = filesKnownAt;
        this.planningMillis = planningMillis;
        this.progress = progress;
    }

    /**
     * Compares the backup with the server, and fetches and stages what differs. Alien4Cloud still serves.
     *
     * @throws BackupException (CHECK_FAILED) if the backup is damaged; (PRECONDITION) if it does not fit this server;
     *     (NO_SPACE), (ELASTICSEARCH), (IO)
     */
    static RestorePlan compute(
            BackupContext context,
            RestoreInProgress restore,
            Manifest manifest,
            RestoreRequest request,
            BackupDocumentReader backedUp,
            Progress progress) {
        long begin = System.nanoTime();
        RestoreSource source = new RestoreSource(context, manifest, backedUp, request.full());
        Path workDirectory = restore.directory();
        DataTree tree = request.scope().narrow(context.restorableTree(manifest));
        List<String> names = new ArrayList<>(request.scope().indices(manifest));
        RecreatedIndices recreated = context.platform().isStopped()
                ? RecreatedIndices.compute(workDirectory, source.elasticsearch(), source.indices(), names)
                : RecreatedIndices.none(workDirectory, source.elasticsearch());
        names.removeAll(recreated.names());
        DocumentPlan documents =
                DocumentPlan.compute(workDirectory, source.elasticsearch(), source.backup(), names, progress);
        long filesKnownAt = context.lineage().filesKnownAt(manifest, request.full(), progress);
        FilePlan files;
        try (FileEntryReader entries = source.openFiles()) {
            files = FilePlan.compute(
                    restore.planLocations(tree),
                    entries,
                    filesKnownAt,
                    source.repository().contents()::open,
                    progress);
        }
        long planningMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        return new RestorePlan(
                source, workDirectory, documents, recreated, files, filesKnownAt, planningMillis, progress);
    }

    /** Returns the directory of the backup. */
    Path directory() {
        return source.directory();
    }

    /**
     * Compares again what has changed since the plan was computed; Alien4Cloud is at rest.
     *
     * @param filesMoved false if it is known that no file has changed
     * @return whether the plan for documents is another one now
     */
    boolean refresh(boolean filesMoved) {
        boolean documentsMoved = documents.refresh(source.backup(), progress);
        if (!filesMoved) {
            return documentsMoved;
        }
        try (FileEntryReader entries = source.openFiles()) {
            files.refresh(entries, filesKnownAt, source.repository().contents()::open, progress);
        }
        return documentsMoved;
    }

    /**
     * Adds and replaces files, then changes documents, then removes files. So no document is ever without its files.
     *
     * @param progress tells between two steps whether to go on
     */
    void apply(Progress progress) {
        files.applyAdditions();
        progress.checkCancelled();
        documents.apply(progress);
        recreated.apply(source.engine(), source.manifest(), directory(), progress);
        progress.checkCancelled();
        files.applyRemovals();
    }

    /** Keeps the present state of all documents that will change. Files are kept when they are changed. */
    void writeUndoLog() {
        documents.writeUndoLog();
        recreated.keep(progress.quiet());
    }

    /**
     * Applies the plan again to documents that others have written since.
     *
     * @return how many documents were overwritten
     */
    long reapplyOverwritten(Progress progress) {
        return documents.reapplyOverwritten(source.backup(), progress);
    }

    /** Returns how many bytes the undo log may need. */
    long bytesToKeep() {
        return documents.bytes();
    }

    /** Adds the size of this plan to the facts of the journal, for the estimates of later restores. */
    JournalFacts.Builder addSize(JournalFacts.Builder facts) {
        return facts.size(documents.operations() + files.operations(), files.bytes(), planningMillis);
    }

    /** Returns the digests of both plans, as facts of the journal. */
    JournalFacts.Builder digests() {
        return JournalFacts.builder().plans(files.digest(), documents.digest());
    }

    /**
     * Compares the changed server with the backup.
     *
     * @throws BackupException (CHECK_FAILED) if they differ
     */
    void verify() {
        files.verify();
        documents.verify(source.manifest());
        if (source.full()) {
            new DocumentComparison(source.elasticsearch(), source.indices())
                    .requireNoDifference(documents.indices(), workDirectory, source::isOwnDocument, progress.quiet());
        } else {
            new NewestDocumentCheck(source.elasticsearch(), directory(), source::isOwnDocument)
                    .verify(documents.untouchedIndices());
        }
        recreated.verify(source.indices(), progress.quiet());
    }

    boolean nothingDiffers() {
        return files.isEmpty() && documents.isEmpty() && recreated.isEmpty();
    }

    String describe() {
        String indices = recreated.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, "%,d whole indices, ", recreated.names().size());
        return indices
                + String.format(
                        Locale.ROOT,
                        "%,d documents (%s) and %,d files or directories (%s)",
                        documents.operations(),
                        ByteSize.of(documents.bytes()),
                        files.operations(),
                        ByteSize.of(files.bytes()));
    }

    /** Lists the plugins that are enabled in the documents as they now are, as {@link EnabledPluginsQuery#list}. */
    String enabledPlugins() {
        return new EnabledPluginsQuery(source.elasticsearch()).list();
    }

    RecreatedIndices recreated() {
        return recreated;
    }

    DocumentPlan documents() {
        return documents;
    }
}
