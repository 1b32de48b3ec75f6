package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * Changes the live documents of some indices to those of a backup, in place, and can undo that. The order of use is:
 *
 * <ol>
 *   <li>{@link #compute} while users work: compares, and stages the difference in {@code documents.target};
 *   <li>{@link #refresh} when nothing writes any more: compares again what changed since;
 *   <li>{@link #writeUndoLog}: saves what the plan will overwrite, in {@code documents.undo};
 *   <li>{@link #apply}, {@link #reapplyOverwritten}, {@link #verify};
 *   <li>or {@link #undo}, at any time after the undo log was written, and {@link #verifyUndone}.
 * </ol>
 *
 * From step 3 on, the work directory holds all that is needed. After a crash, {@link #open} and then {@link #apply} or
 * {@link #undo} start from the beginning and reach the same end, however often they are interrupted. The caller's
 * journal says which of the two to call.
 */
public final class DocumentPlan {

    static final String TARGET = "documents.target";
    static final String UNDO = "documents.undo";
    /** The documents that had to be written again, since somebody else changed them after {@link #apply}. */
    static final String AGAIN = "documents.again";

    private static final int ROUNDS = 3;

    private final Path workDirectory;
    private final Client client;
    private final long batchBytes;
    private DocumentPlanState state;

    private DocumentPlan(Path workDirectory, Client client, DocumentPlanState state, long batchBytes) {
        this.workDirectory = workDirectory;
        this.client = client;
        this.state = state;
        this.batchBytes = batchBytes;
    }

    /**
     * Compares the live indices with those of a backup. Changes no live index. Temporary indices are made to read the
     * backup's documents, and to try additions to a live mapping.
     *
     * @param workDirectory an empty directory for what is staged: at worst as large as the sources of all documents
     * @param indices to compare
     * @param backup asked only for the documents that differ
     * @throws BackupException (PRECONDITION) naming all indices that the backup lacks, or that are missing, closed or
     *     incompatible live; (CHECK_FAILED) if the backup is damaged; (ELASTICSEARCH), (IO)
     */
    public static DocumentPlan compute(
            Path workDirectory, Client client, BackupSource backup, List<String> indices, Progress progress) {
        DocumentPlanState state = new DocumentPlanBuilder(workDirectory, client, backup, progress).build(indices);
        return new DocumentPlan(workDirectory, client, state, DocumentWriter.BATCH_BYTES);
    }

    /**
     * Reads a plan from its work directory, without asking Elasticsearch.
     *
     * @throws BackupException (NOT_FOUND) if none was completed there, (CHECK_FAILED) if it is damaged
     */
    public static DocumentPlan open(Path workDirectory, Client client) {
        return open(workDirectory, client, DocumentWriter.BATCH_BYTES);
    }

    /** @param batchBytes how many bytes of documents to write with one request */
    static DocumentPlan open(Path workDirectory, Client client, long batchBytes) {
        return new DocumentPlan(workDirectory, client, DocumentPlanState.read(workDirectory), batchBytes);
    }

    /**
     * Compares again those indices that were written to since the last comparison, and replaces the target log if there
     * are any. Nothing may write any more.
     *
     * @return whether the plan may have changed
     * @throws BackupException as {@link #compute}; also (PRECONDITION) if documents are still being written
     * @throws IllegalStateException if the undo log is written already
     */
    public boolean refresh(BackupSource backup, Progress progress) {
        if (hasUndoLog()) {
            throw new IllegalStateException("The undo log belongs to the plan as it is");
        }
        DocumentPlanState before = state;
        state = new DocumentPlanBuilder(workDirectory, client, backup, progress).refresh(before);
        return state != before;
    }

    /**
     * Passes each document that will change to the consumer: as it is live, and as the plan has it.
     *
     * @param indices selects the indices
     */
    public void forEachChange(Predicate<String> indices, BiConsumer<Document, Document> consumer) {
        new LiveCounterparts(client)
                .forEach(workDirectory.resolve(TARGET), indices, (target, live) -> consumer.accept(live, target));
    }

    /**
     * Saves the present source, or absence, of every document of the target log. The undo log gets its name only when
     * it is complete. It is never written twice: a second one, after {@link #apply} began, would save the new state as
     * the old one.
     */
    public void writeUndoLog() {
        check().requireTargetLog();
        if (hasUndoLog()) {
            return;
        }
        try (DocumentLog.Writer undo = new DocumentLog.Writer(workDirectory.resolve(UNDO))) {
            new LiveCounterparts(client).forEach(workDirectory.resolve(TARGET), (target, live) -> undo.add(live));
            undo.finish();
        }
    }

    /** Tells whether {@link #writeUndoLog} was completed. */
    public boolean hasUndoLog() {
        return Files.exists(workDirectory.resolve(UNDO));
    }

    /**
     * Puts and deletes the documents of the plan, and makes the result visible to searches.
     *
     * @param progress checked for cancellation before each request
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not do all of it: try again, or undo;
     *     (PRECONDITION) if an index does not accept a document; (CHECK_FAILED) if the plan's files are damaged
     * @throws IllegalStateException if there is no undo log
     */
    public void apply(Progress progress) {
        if (!hasUndoLog()) {
            throw new IllegalStateException("There must be an undo log before anything is changed");
        }
        check().requireTargetLog();
        requireTouchedIndices();
        new MappingExtension(client, state.indices).apply();
        progress.expect(state.bytes);
        write(workDirectory.resolve(TARGET), progress);
        refreshTouched();
    }

    /**
     * Finds documents that somebody else has written since the plan was made, and overwrites them with the backup's.
     * Such a writer may be a thread that outlived Alien4Cloud's context. Sequence numbers tell which indices to
     * compare.
     *
     * @return how many documents were written again
     * @throws BackupException (PRECONDITION) if somebody keeps writing; else as {@link #apply}
     */
    public long reapplyOverwritten(BackupSource backup, Progress progress) {
        DocumentPlanBuilder builder = new DocumentPlanBuilder(workDirectory, client, backup, progress);
        Map<String, DocumentPlanState.Index> known = new TreeMap<>();
        state.indices.forEach(index -> known.put(index.name, index));
        long written = 0;
        for (int round = 0; ; round++) {
            Map<String, IndexState> live = new IndexInspector(client).requireUsable(known.keySet());
            List<String> moved = known.values().stream()
                    .filter(index -> !index.isMovedOnlyByPlan(live.get(index.name)))
                    .map(index -> index.name)
                    .collect(Collectors.toList());
            if (moved.isEmpty()) {
                return written;
            }
            if (round == ROUNDS) {
                throw new BackupException(
                        BackupException.Kind.PRECONDITION,
                        "Somebody keeps writing documents while they are being restored, in indices: "
                                + String.join(", ", moved) + ". Stop what writes them, then try again.");
            }
            DocumentPlanState again = builder.differences(moved, AGAIN);
            again.indices.forEach(index -> known.put(index.name, index));
            write(workDirectory.resolve(AGAIN), progress);
            ElasticsearchFailures.refresh("Refreshing the indices", client, moved.toArray(new String[0]));
            written += again.operations;
        }
    }

    /**
     * Restores every document of the plan from the undo log. First removes the parameters of mappings that
     * {@link #apply} added.
     *
     * @return for each index whose mapping keeps an addition, a sentence that names it: Elasticsearch removes no fields
     * @throws BackupException as {@link #apply}
     */
    public List<String> undo() {
        if (!hasUndoLog()) {
            throw new BackupException(
                    BackupException.Kind.NOT_FOUND,
                    "There is no undo log in " + workDirectory + ": nothing was changed.");
        }
        requireTouchedIndices();
        List<String> kept = new MappingExtension(client, state.indices).undo();
        write(workDirectory.resolve(UNDO), Progress.NONE);
        refreshTouched();
        return kept;
    }

    private void write(Path log, Progress progress) {
        // one request at a time: after a failure it is clear what may still be running
        try (DocumentWriter writer = new DocumentWriter(client, state.types(), batchBytes, 1, progress)) {
            writer.write(log);
        }
    }

    /**
     * Checks that the plan was carried out: each planned index has as many documents as it should, and each touched
     * document is the backup's.
     *
     * @param manifest of the backup that the plan is for
     * @throws BackupException (CHECK_FAILED) naming the first 10 differences
     */
    public void verify(Manifest manifest) {
        check().verify(manifest);
    }

    /**
     * Checks that each touched document is what it was before the plan.
     *
     * @throws BackupException (CHECK_FAILED) naming the first 10 differences
     */
    public void verifyUndone() {
        check().verifyUndone();
    }

    private DocumentPlanCheck check() {
        return new DocumentPlanCheck(workDirectory, client, state);
    }

    private void requireTouchedIndices() {
        // a bulk request would create a missing index, with a guessed mapping
        new IndexInspector(client).requireUsable(touchedIndices());
    }

    private void refreshTouched() {
        Set<String> touched = touchedIndices();
        if (!touched.isEmpty()) {
            ElasticsearchFailures.refresh("Refreshing the indices", client, touched.toArray(new String[0]));
        }
    }

    /** Returns the names of the indices that the plan changes, sorted. */
    public Set<String> touchedIndices() {
        return state.touched();
    }

    /** Returns the names of all indices of the plan. */
    public List<String> indices() {
        return state.names();
    }

    /** Returns the names of the indices of the plan in which nothing changes. */
    public List<String> untouchedIndices() {
        return state.untouched();
    }

    Path workDirectory() {
        return workDirectory;
    }

    /** Returns how many documents the plan puts or deletes. */
    public long operations() {
        return state.operations;
    }

    /** Returns the bytes of the sources that the plan puts. */
    public long bytes() {
        return state.bytes;
    }

    /** Returns the SHA-256 of the target log, for the caller's journal. */
    public String digest() {
        return state.targetSha256;
    }

    public boolean isEmpty() {
        return state.operations == 0;
    }

    /** Removes the plan's files; the directory itself stays. */
    public void delete() {
        for (String name : new String[] {DocumentPlanState.FILE, TARGET, UNDO, AGAIN}) {
            try {
                Files.deleteIfExists(workDirectory.resolve(name));
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.changing("remove", workDirectory.resolve(name), e);
            }
        }
    }
}
