package org.alien4cloud.plugin.backup.service.restore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
import org.alien4cloud.plugin.backup.elasticsearch.IndexState;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Waits until nothing writes documents or files any more. Threads of plugins and open requests can outlive
 * Alien4Cloud's application context for a while.
 *
 * <p>A scan of all files takes long on a large server, and users are kept out during it. {@link #begin} therefore scans
 * them while Alien4Cloud still serves. If they have not changed since, {@link #await} needs only one more scan.
 */
final class QuiescenceWait {

    private final BackupContext context;
    private final List<String> indices;
    private final DataTree tree;
    private final long checksumAtBegin;
    private boolean filesMoved;

    private QuiescenceWait(BackupContext context, List<String> indices, DataTree tree, long checksumAtBegin) {
        this.context = context;
        this.indices = indices;
        this.tree = tree;
        this.checksumAtBegin = checksumAtBegin;
    }

    /** Finds the open indices and scans all files, for comparison with {@link #await}. */
    static QuiescenceWait begin(BackupContext context) {
        List<String> indices = new IndexInspector(context.platform().elasticsearch())
                .inspect(context.platform().ownedIndices()).values().stream()
                        .filter(IndexState::open)
                        .map(IndexState::name)
                        .collect(Collectors.toList());
        DataTree tree = context.dataTree();
        return new QuiescenceWait(context, indices, tree, checksum(tree));
    }

    /**
     * Returns when sequence numbers and files have not changed for the configured settle time, by default one second.
     * Alien4Cloud is at rest.
     *
     * @throws BackupException (PRECONDITION) if something still writes after the configured timeout
     */
    void await() {
        long deadline =
                System.nanoTime() + context.properties().quiesceTimeout().toNanos();
        Map<String, IndexState> documents = documents();
        long files = checksumAtBegin;
        while (true) {
            pause();
            long filesNow = checksum(tree);
            Map<String, IndexState> documentsNow = documents();
            if (filesNow == files && areUnchanged(documents, documentsNow)) {
                filesMoved = files != checksumAtBegin;
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        "Something still writes, "
                                + context.properties().quiesceTimeout().getSeconds()
                                + " s after Alien4Cloud was brought to rest: a thread of a plugin, or another Alien4Cloud on the same data. Nothing was"
                                + " changed. Stop it, or restore with Alien4Cloud stopped.");
            }
            files = filesNow;
            documents = documentsNow;
        }
    }

    /** Tells whether any file has changed between {@link #begin} and the end of {@link #await}. */
    boolean filesMoved() {
        return filesMoved;
    }

    private void pause() {
        Pause.orFail(
                context.properties().consistency().settleTime(),
                e -> new BackupException(
                        Kind.PRECONDITION, "Interrupted while waiting for Alien4Cloud to come to rest.", e));
    }

    private Map<String, IndexState> documents() {
        return new IndexInspector(context.platform().elasticsearch()).inspect(indices);
    }

    private static boolean areUnchanged(Map<String, IndexState> earlier, Map<String, IndexState> now) {
        return now.values().stream().allMatch(state -> state.stoodStillSince(earlier.get(state.name())));
    }

    /** Computes a checksum of paths, sizes, times and inodes, which any write changes. */
    private static long checksum(DataTree tree) {
        CRC32 files = new CRC32();
        ByteBuffer numbers = ByteBuffer.allocate(4 * Long.BYTES);
        new TreeScanner(Progress.NONE).scan(tree, entry -> {
            files.update(entry.path().getBytes(StandardCharsets.UTF_8));
            numbers.clear();
            numbers.putLong(entry.size())
                    .putLong(entry.mtime())
                    .putLong(entry.ctime())
                    .putLong(entry.inode());
            files.update(numbers.array());
        });
        return files.getValue();
    }
}
