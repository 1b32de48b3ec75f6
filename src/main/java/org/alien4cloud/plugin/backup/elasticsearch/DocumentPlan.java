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
 * Brings the live documents of some indices to those of a backup, in place, and back again. The order of use is:
 *
 * <ol>
 *   <li>{@link #compute} while the server works: compares, and stages the difference in {@code documents.target};
 *   <li>{@link #refresh} when nothing writes any more: compares again what moved since;
 *   <li>{@link #writeUndoLog}: saves what the plan will overwrite, in {@code documents.undo};
 *   <li>{@link #apply}, {@link #reapplyOverwritten}, {@link #verify};
 *   <li>or {@link #undo}, at any time after the undo log was written, and {@link #verifyUndone}.
 * </ol>
 *
 * All that is needed from step 3 on is in the work directory: after a crash, {@link #open} and then {@link #apply} or
 * {@link #undo}, from the beginning, end as if there had been none, however often it is interrupted. Which of the two
 * is for the caller's journal to say.
 */
public final class DocumentPlan {

    static final String TARGET = "documents.target";
    static final String UNDO = "documents.undo";
    /** What had to be written once more, since somebody else had written to it after {@link #apply}. */
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
     * Compares the live indices with those of a backup. Changes nothing in Elasticsearch that is there; temporary
     * indices are made where the backup's mapping has more than the live one, and by {@code source} for reading.
     *
     * @param workDirectory an empty directory for what is staged: at worst as large as the sources of all documents
     * @param indices to bring to the state of the backup
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
     * Finds a plan again. Does not ask Elasticsearch anything.
     *
     * @throws BackupException (NOT_FOUND) if none was completed there, (CHECK_FAILED) if it is damaged
     */
    public static DocumentPlan open(Path workDirectory, Client client) {
        return open(workDirectory, client, DocumentWriter.BATCH_BYTES);
    }

    /** @param batchBytes how many bytes of documents it is to write with one request */
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
     * Shows what will change: each document of the plan as it is live, and as the plan has it.
     *
     * @param indices of which indices
     */
    public void forEachChange(Predicate<String> indices, BiConsumer<Document, Document> consumer) {
        new LiveCounterparts(client)
                .forEach(workDirectory.resolve(TARGET), indices, (target, live) -> consumer.accept(live, target));
    }

    /**
     * Saves the present source, or absence, of every document of the target log. It appears under its name only when
     * complete, and is never written twice: a second one, after {@link #apply} began, would save the new state as the
     * old.
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

    /** Whether {@link #writeUndoLog} was completed. */
    public boolean hasUndoLog() {
        return Files.exists(workDirectory.resolve(UNDO));
    }

    /**
     * Puts and deletes what the plan says, and makes it visible to searches.
     *
     * @param progress asked between two requests whether to go on
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not do all of it: try again, or undo;
     *     (PRECONDITION) if an index does not take a document; (CHECK_FAILED) if the plan's files are damaged
     * @throws IllegalStateException if there is no undo log
     */
    public void apply(Progress progress) {
        if (!hasUndoLog()) {
            throw new IllegalStateException("There must be an undo log before anything is changed");
        }
        check().requireTargetLog();
        requireTouchedIndices();
        new MappingPlan(client, state.indices).apply();
        progress.expect(state.bytes);
        write(workDirectory.resolve(TARGET), progress);
        refreshTouched();
    }

    /**
     * Looks for documents that somebody else has written since the plan was made, such as a thread that outlived
     * Alien4Cloud's context, and writes the backup's over them. The sequence numbers tell in which indices to look.
     *
     * @return how many documents were written once more
     * @throws BackupException (PRECONDITION) if it does not end; else as {@link #apply}
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
     * Puts every document of the plan back to what the undo log says, and before that the parameters of mappings that
     * {@link #apply} added.
     *
     * @return for each index that keeps something in its mapping that it did not have, a sentence that says what:
     *     Elasticsearch removes no fields
     * @throws BackupException as {@link #apply}
     */
    public List<String> undo() {
        if (!hasUndoLog()) {
            throw new BackupException(
                    BackupException.Kind.NOT_FOUND,
                    "There is no undo log in " + workDirectory + ": nothing was changed.");
        }
        requireTouchedIndices();
        List<String> kept = new MappingPlan(client, state.indices).undo();
        write(workDirectory.resolve(UNDO), Progress.NONE);
        refreshTouched();
        return kept;
    }

    private void write(Path log, Progress progress) {
        // one request at a time: after a failure it is clear what may still be under way
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
        // A bulk request would create a missing index, with a mapping of its own making.
        new IndexInspector(client).requireUsable(touchedIndices());
    }

    private void refreshTouched() {
        Set<String> touched = touchedIndices();
        if (touched.isEmpty()) {
            return;
        }
        ElasticsearchFailures.refresh("Refreshing the indices", client, touched.toArray(new String[0]));
    }

    /** The names of the indices that the plan changes, sorted. */
    public Set<String> touchedIndices() {
        return state.touched();
    }

    /** The indices of the plan. */
    public List<String> indices() {
        return state.names();
    }

    /** The indices of the plan in which nothing changes. */
    public List<String> untouchedIndices() {
        return state.untouched();
    }

    Path workDirectory() {
        return workDirectory;
    }

    /** How many documents the plan puts or deletes. */
    public long operations() {
        return state.operations;
    }

    /** Bytes of the sources that the plan puts. */
    public long bytes() {
        return state.bytes;
    }

    /** SHA-256 of the target log, for the caller's journal to name. */
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
