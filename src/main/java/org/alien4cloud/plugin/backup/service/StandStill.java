package org.alien4cloud.plugin.backup.service;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.index.IndexInspector;
import org.alien4cloud.plugin.backup.index.IndexState;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Waits until nothing writes any more: threads of plugins and requests in flight can outlive Alien4Cloud's application context for a while.
 * To be made before the context goes down.
 */
final class StandStill {

    private final Workspace workspace;
    private final List<String> indices;
    private final DataTree tree;

    StandStill(Workspace workspace) {
        this.workspace = workspace;
        this.indices = new IndexInspector(workspace.platform().elasticsearch()).inspect(workspace.platform().ownedIndices()).values().stream()
                .filter(IndexState::open).map(IndexState::name).collect(Collectors.toList());
        this.tree = workspace.dataTree();
    }

    /**
     * Returns when sequence numbers and files have not moved for as long as the settings say, a second by default.
     *
     * @throws BackupException (PRECONDITION) if something still writes when the time of the settings is over
     */
    void await() {
        long deadline = System.nanoTime() + workspace.settings().quiesceTimeout().toNanos();
        Look before = new Look();
        while (true) {
            pause();
            Look now = new Look();
            if (now.sameAs(before)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new BackupException(Kind.PRECONDITION, "Something still writes, " + workspace.settings().quiesceTimeout().getSeconds()
                        + " s after Alien4Cloud was brought to rest: a thread of a plugin, or another Alien4Cloud on the same data. Nothing was"
                        + " changed. Stop it, or restore with Alien4Cloud stopped.");
            }
            before = now;
        }
    }

    private void pause() {
        try {
            Thread.sleep(workspace.settings().consistency().settleTime().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(Kind.PRECONDITION, "Interrupted while waiting for Alien4Cloud to come to rest.", e);
        }
    }

    /** What tells one moment from another after any write. */
    private final class Look {

        private final Map<String, IndexState> states = new IndexInspector(workspace.platform().elasticsearch()).inspect(indices);
        private final CRC32 files = new CRC32();

        Look() {
            new TreeScanner(Progress.NONE).scan(tree, entry -> {
                String state = entry.path() + '\n' + entry.size() + '\n' + entry.mtime() + '\n' + entry.ctime() + '\n';
                files.update(state.getBytes(StandardCharsets.UTF_8));
            });
        }

        boolean sameAs(Look earlier) {
            return files.getValue() == earlier.files.getValue() && states.values().stream()
                    .allMatch(state -> state.stoodStillSince(earlier.states.get(state.name())));
        }
    }
}
