package org.alien4cloud.plugin.backup.service.capture;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Lists the files of a backup, and finds the log of the operation that made it. */
public class BackupBrowser {

    private static final long NANOS_IN_MILLI = 1_000_000;

    /** A file, link or directory in a backup. A directory has the number and the bytes of all files below it. */
    public static final class Item {

        private final String path;
        private final FileEntry.Type type;
        private long mtime;
        private long files;
        private long bytes;

        private Item(String path, FileEntry.Type type) {
            this.path = path;
            this.type = type;
        }

        @JsonProperty
        public String path() {
            return path;
        }

        @JsonProperty
        public FileEntry.Type type() {
            return type;
        }

        /**
         * Returns the time of the last change, milliseconds since the epoch; 0 for a directory without an entry of its
         * own.
         */
        @JsonProperty
        public long mtime() {
            return mtime;
        }

        @JsonProperty
        public long files() {
            return files;
        }

        @JsonProperty
        public long bytes() {
            return bytes;
        }
    }

    private final BackupContext context;
    private final OperationStore operations;

    public BackupBrowser(BackupContext context, OperationStore operations) {
        this.context = context;
        this.operations = operations;
    }

    /**
     * Passes on the entries of a backup's list of files, in its order.
     *
     * @param prefix of the paths, empty for all
     * @throws BackupException (NOT_FOUND) if there is no such backup, (CHECK_FAILED) if the list is damaged or missing
     */
    public void files(BackupName backup, String prefix, Consumer<Item> consumer) {
        read(backup, prefix, entry -> {
            Item item = new Item(entry.path(), entry.type());
            add(item, entry);
            item.mtime = entry.mtime() / NANOS_IN_MILLI;
            consumer.accept(item);
        });
    }

    /**
     * Returns the children of a directory in a backup, in the order of their names.
     *
     * @param directory empty, or a path that ends with a slash
     * @throws BackupException as {@link #files}
     */
    public List<Item> children(BackupName backup, String directory) {
        SortedMap<String, Item> children = new TreeMap<>();
        read(backup, directory, entry -> {
            int slash = entry.path().indexOf('/', directory.length());
            String path = slash < 0 ? entry.path() : entry.path().substring(0, slash);
            Item child = children.computeIfAbsent(
                    path, unknown -> new Item(path, slash < 0 ? entry.type() : FileEntry.Type.DIRECTORY));
            add(child, entry);
            if (slash < 0) {
                child.mtime = entry.mtime() / NANOS_IN_MILLI;
            }
        });
        return new ArrayList<>(children.values());
    }

    private void read(BackupName backup, String prefix, Consumer<FileEntry> consumer) {
        try (FileEntryReader entries = context.repository().catalog().files(backup)) {
            while (entries.hasNext()) {
                FileEntry entry = entries.next();
                if (entry.path().startsWith(prefix)) {
                    consumer.accept(entry);
                }
            }
        }
    }

    private static void add(Item item, FileEntry entry) {
        if (entry.type() != FileEntry.Type.DIRECTORY) {
            item.files++;
            item.bytes += entry.size();
        }
    }

    /**
     * Returns the log of the operation that made a backup, which for a safety backup is the restore.
     *
     * @throws BackupException (NOT_FOUND) if there is no such backup, or its log is not stored on this server
     */
    public List<String> log(BackupName backup) {
        Manifest manifest = context.repository().catalog().get(backup);
        Operation maker = operations.list().stream()
                .filter(operation ->
                        operation.startedAt() <= manifest.startedAt() && operation.endedAt() >= manifest.endedAt())
                .findFirst()
                .orElseThrow(() -> new BackupException(
                        Kind.NOT_FOUND,
                        "The log of the backup " + backup
                                + " is not stored on this server. It may have been made on another one."));
        return operations.log(maker.id(), 0);
    }
}
