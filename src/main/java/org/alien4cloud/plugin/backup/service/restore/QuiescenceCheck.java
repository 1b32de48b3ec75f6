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
 * Waits until nothing writes any more: threads of plugins and requests in flight can outlive Alien4Cloud's application
 * context for a while.
 *
 * <p>To look at all files takes its time on a large server, and users are kept out meanwhile. So they are looked at
 * once before, when this is made, and, if they then are as they were, once only while Alien4Cloud is at rest.
 */
final class QuiescenceCheck {

    private final BackupContext context;
    private final List<String> indices;
    private final DataTree tree;
    private final long filesBefore;
    private boolean filesMoved;

    QuiescenceCheck(BackupContext context) {
        this.context = context;
        this.indices = new IndexInspector(context.platform().elasticsearch())
                .inspect(context.platform().ownedIndices()).values().stream()
                        .filter(IndexState::open)
                        .map(IndexState::name)
                        .collect(Collectors.toList());
        this.tree = context.dataTree();
        this.filesBefore = files();
    }

    /**
     * Returns when sequence numbers and files have not moved for as long as the settings say, a second by default.
     * Alien4Cloud is at rest.
     *
     * @throws BackupException (PRECONDITION) if something still writes when the time of the settings is over
     */
    void await() {
        long deadline =
                System.nanoTime() + context.properties().quiesceTimeout().toNanos();
        Map<String, IndexState> documents = documents();
        long files = filesBefore;
        while (true) {
            pause();
            long filesNow = files();
            Map<String, IndexState> documentsNow = documents();
            if (filesNow == files && areStill(documents, documentsNow)) {
                filesMoved = files != filesBefore;
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

    /** Whether any file has moved between the making of this and the end of {@link #await}. */
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

    private static boolean areStill(Map<String, IndexState> earlier, Map<String, IndexState> now) {
        return now.values().stream().allMatch(state -> state.stoodStillSince(earlier.get(state.name())));
    }

    /** What tells the files of one moment from those of another after any write. */
    private long files() {
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
