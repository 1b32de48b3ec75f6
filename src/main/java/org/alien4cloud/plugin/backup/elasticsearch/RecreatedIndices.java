package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/**
 * Recreates whole indices in a restore with Alien4Cloud stopped: those that are missing or closed, or cannot accept the
 * documents of the backup. The order of use is {@link #compute}, {@link #keep}, {@link #apply}, {@link #verify}; or
 * {@link #undo}, at any time after {@link #keep}. From then on, the work directory holds all that is needed, as with
 * {@link DocumentPlan}.
 */
public final class RecreatedIndices {

    private static final String KEPT = "renewed";

    private final Path workDirectory;
    private final Client client;
    private final RecreatedIndicesState state;

    private RecreatedIndices(Path workDirectory, Client client, RecreatedIndicesState state) {
        this.workDirectory = workDirectory;
        this.client = client;
        this.state = state;
    }

    /**
     * Finds the indices that must be recreated. Changes nothing.
     *
     * @param workDirectory where {@link #keep} saves the present indices
     * @param indices of the backup, that are to be restored
     * @throws BackupException (CHECK_FAILED) if the backup is damaged, (ELASTICSEARCH)
     */
    public static RecreatedIndices compute(
            Path workDirectory, Client client, BackedUpIndices backedUp, List<String> indices) {
        RecreatedIndicesState state = new RecreatedIndicesState();
        Map<String, IndexState> live = new IndexInspector(client).inspect(indices);
        backedUp.obstacles(indices).keySet().forEach(name -> {
            RecreatedIndicesState.Index index = new RecreatedIndicesState.Index();
            index.name = name;
            index.uuid = live.get(name).uuid();
            index.closed = live.get(name).exists() && !live.get(name).open();
            state.indices.add(index);
        });
        return new RecreatedIndices(workDirectory, client, state);
    }

    /** Returns an empty plan, for a restore that may not recreate indices. */
    public static RecreatedIndices none(Path workDirectory, Client client) {
        return new RecreatedIndices(workDirectory, client, new RecreatedIndicesState());
    }

    /**
     * Reads what {@link #keep} has noted; returns an empty plan if it was not completed.
     *
     * @throws BackupException (CHECK_FAILED) if it is damaged
     */
    public static RecreatedIndices open(Path workDirectory, Client client) {
        return new RecreatedIndices(workDirectory, client, RecreatedIndicesState.read(workDirectory));
    }

    public List<String> names() {
        return state.names(index -> true);
    }

    /** Returns the names of those that exist and will be replaced. */
    public List<String> replaced() {
        return state.names(index -> index.uuid != null);
    }

    public boolean isEmpty() {
        return state.indices.isEmpty();
    }

    /** Passes all documents of the backup in these indices to the consumer. */
    public void forEach(Path backupDirectory, DocumentComparison.Consumer consumer) {
        for (String name : names()) {
            try (DigestReader documents = new DigestReader(new CaptureLayout(backupDirectory).digests(name))) {
                for (DocumentDigest document = documents.next(); document != null; document = documents.next()) {
                    consumer.accept(name, document.id(), Change.CREATE);
                }
            }
        }
    }

    /**
     * Saves the documents and whole definitions of the indices that will be replaced, durably. Opens those that are
     * closed.
     *
     * @throws BackupException (PRECONDITION) if one has lost shards, so that it cannot be saved; (ELASTICSEARCH), (IO,
     *     NO_SPACE); indices that it opened are closed again then
     */
    public void keep(Progress progress) {
        if (isEmpty()) {
            return;
        }
        List<String> closed = closed();
        try {
            if (!closed.isEmpty()) {
                // noted before they are opened, so that they are closed again after a crash
                state.write(workDirectory);
                open(closed);
            }
            keep(replaced(), progress);
            state.write(workDirectory);
        } catch (RuntimeException e) {
            throw closedAgain(closed, e);
        }
    }

    private void keep(List<String> present, Progress progress) {
        if (present.isEmpty()) {
            return;
        }
        Path kept = workDirectory.resolve(KEPT);
        try {
            DurableFiles.createDirectories(kept);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("make", kept, e);
        }
        DocumentCapture capture =
                engine().begin(BackupName.of(KEPT), present, kept, PreviousCapture.NONE, DocumentVisitor.NONE);
        capture.take(progress);
        Map<String, IndexEntry> entries =
                capture.finish(progress).indices().stream().collect(Collectors.toMap(IndexEntry::name, entry -> entry));
        CaptureLayout layout = new CaptureLayout(kept);
        IndexDefinition.ofLiveForSameCluster(client, present)
                .forEach((name, definition) -> definition.write(layout.definition(name)));
        state.indices.forEach(index -> index.kept = entries.get(index.name));
    }

    private List<String> closed() {
        return state.names(index -> index.closed);
    }

    private void open(List<String> closed) {
        String doing = "Opening the indices " + String.join(", ", closed);
        ElasticsearchFailures.answer(doing, client.admin().indices().prepareOpen(closed.toArray(new String[0])));
        IndexCreationGuard.awaitPrimaries(client, doing, closed.toArray(new String[0]));
    }

    private RuntimeException closedAgain(List<String> closed, RuntimeException failure) {
        try {
            close(closed);
        } catch (BackupException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private void close(List<String> names) {
        if (!names.isEmpty()) {
            ElasticsearchFailures.answer(
                    "Closing the indices " + String.join(", ", names),
                    client.admin().indices().prepareClose(names.toArray(new String[0])));
        }
    }

    /**
     * Removes the existing indices, and creates all of them from the backup.
     *
     * @param engine of the backup
     */
    public void apply(IndexEngine engine, Manifest manifest, Path backupDirectory, Progress progress) {
        if (isEmpty()) {
            return;
        }
        replaced().forEach(this::delete);
        engine.restore(manifest, backupDirectory, names(), RestoreTarget.live(), progress);
    }

    private void delete(String index) {
        TemporaryIndices.delete(client, new SnapshotConflictRetry(), index);
    }

    /** @throws BackupException (CHECK_FAILED) naming the first documents that are not those of the backup */
    public void verify(BackedUpIndices backedUp, Progress progress) {
        new DocumentComparison(client, backedUp)
                .requireNoDifference(names(), workDirectory, ProtectedDocuments.NONE, progress);
    }

    /**
     * Restores the indices that existed before, and closes those that were closed. May be called again after a crash.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not do all of it: try again; (CHECK_FAILED) if the
     *     saved indices are damaged
     */
    public void undo() {
        if (isEmpty()) {
            return;
        }
        Map<String, IndexState> live = new IndexInspector(client).inspect(names());
        List<RecreatedIndicesState.Index> changed = state.indices.stream()
                .filter(index -> {
                    String now = live.get(index.name).uuid();
                    return now == null ? index.uuid != null : !now.equals(index.uuid);
                })
                .collect(Collectors.toList());
        changed.stream()
                .map(index -> index.name)
                .filter(name -> live.get(name).exists())
                .forEach(this::delete);
        List<IndexEntry> kept = changed.stream()
                .filter(index -> index.kept != null)
                .map(index -> index.kept)
                .collect(Collectors.toList());
        if (!kept.isEmpty()) {
            engine().restore(
                            manifest(kept),
                            workDirectory.resolve(KEPT),
                            names(kept),
                            RestoreTarget.live(),
                            Progress.NONE);
        }
        close(closed());
    }

    /**
     * Closes the indices that {@link #keep} has opened and that were not replaced. Other indices of the same names are
     * left alone.
     *
     * @throws BackupException (ELASTICSEARCH) if that fails
     */
    public void closeAgain() {
        if (isEmpty()) {
            return;
        }
        Map<String, IndexState> live = new IndexInspector(client).inspect(names());
        close(state.names(index -> index.closed
                && index.uuid != null
                && index.uuid.equals(live.get(index.name).uuid())));
    }

    private static List<String> names(Collection<IndexEntry> entries) {
        return entries.stream().map(IndexEntry::name).collect(Collectors.toList());
    }

    private ExportEngine engine() {
        return new ExportEngine(client, "");
    }

    /** Returns the manifest that the engine needs: which indices there are, and how many documents they have. */
    private static Manifest manifest(List<IndexEntry> kept) {
        return Manifest.builder()
                .name(BackupName.of(KEPT))
                .repositoryId(KEPT)
                .trigger(BackupOrigin.SAFETY)
                .engine(ExportEngine.NAME)
                .indices(kept)
                .build();
    }
}
