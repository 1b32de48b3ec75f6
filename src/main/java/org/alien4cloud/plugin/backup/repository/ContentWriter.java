package org.alien4cloud.plugin.backup.repository;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * Stores the contents of one new backup in the repository; they count only once {@link #finish} returns. Before
 * {@link #finish()}, none of them can be read or counts as stored. A writer that is closed without it removes what it
 * wrote. Several threads may call {@link #store} concurrently. A content of 1 MiB or more is never in memory as a
 * whole.
 */
public final class ContentWriter implements Closeable {

    private final ContentStore store;
    private final Set<String> damaged;
    private final Path packsDirectory;
    private final Path objectsDirectory;
    /** Reused buffers, one per storing thread, so that not every content leaves one for the garbage collector. */
    private final Queue<byte[]> buffers = new ConcurrentLinkedQueue<>();

    private final AtomicLong addedBytes = new AtomicLong();
    private final List<PackWriter> packs = new ArrayList<>();
    private ContentIndex added = new ContentIndex(0);
    /** The temporary file of each large content, by digest. */
    private final Map<String, Path> objects = new HashMap<>();
    /**
     * Directories of large contents that this backup relies on; synced even if another writer put the contents there.
     */
    private final Set<Path> objectDirectories = new TreeSet<>();

    private final BackgroundSyncs syncs = new BackgroundSyncs();
    private PackWriter current;
    private boolean finished;
    private boolean failed;
    private boolean closed;

    /** @param damaged stored contents that are damaged and have to be stored again */
    ContentWriter(ContentStore store, Set<String> damaged, Path packsDirectory, Path objectsDirectory) {
        this.store = store;
        this.damaged = damaged;
        this.packsDirectory = packsDirectory;
        this.objectsDirectory = objectsDirectory;
    }

    /**
     * Reads the stream to its end and stores its content. The stream is not closed.
     *
     * @param expectedSize expected size of the stream in bytes; a wrong one only costs time
     * @return SHA-256 of what was read
     * @throws IOException if the stream fails; nothing is stored then
     * @throws BackupException (NO_SPACE) if the disk is full, (IO) if the repository cannot be written
     */
    public String store(InputStream in, long expectedSize) throws IOException {
        byte[] unused = buffers.poll();
        byte[] buffer = unused == null ? new byte[ContentStore.OBJECT_BYTES] : unused;
        try {
            int length = 0;
            while (length < buffer.length) {
                int count = in.read(buffer, length, buffer.length - length);
                if (count < 0) {
                    return storeSmall(buffer, length);
                }
                length += count;
            }
            return storeLarge(buffer, in, expectedSize);
        } finally {
            buffers.add(buffer);
        }
    }

    /** Tells whether this writer or the store has an intact copy of the content. */
    public boolean contains(String sha256) {
        synchronized (this) {
            if (added.find(ContentId.parse(sha256)) >= 0 || objects.containsKey(sha256)) {
                return true;
            }
        }
        return known(sha256);
    }

    /** Returns the bytes of the contents that were new to the repository. */
    public long addedBytes() {
        return addedBytes.get();
    }

    /**
     * Makes the contents, their names and their directories durable, and then readable. Contents that replace damaged
     * ones no longer count as damaged. To be called once, by one thread, when everything is stored.
     *
     * @throws BackupException (NO_SPACE, IO) if that fails; {@link #close()} or the next sweep then removes what was
     *     written
     */
    public synchronized void finish() {
        requireOpen();
        try {
            if (current != null) {
                current.complete();
                current = null;
            }
            syncs.await();
            publish();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(packsDirectory.resolve("pack"), addedBytes.get(), e);
        }
    }

    private void publish() throws IOException {
        List<Path> files = new ArrayList<>();
        for (PackWriter pack : packs) {
            pack.publish();
            files.add(pack.file());
        }
        for (Map.Entry<String, Path> object : objects.entrySet()) {
            Path file = store.objectFile(object.getKey());
            DurableFiles.createDirectoriesUnsynced(file.getParent());
            Files.move(object.getValue(), file, StandardCopyOption.ATOMIC_MOVE);
            objectDirectories.add(file.getParent());
        }
        for (Path directory : objectDirectories) {
            DurableFiles.syncDirectory(directory);
        }
        DurableFiles.syncDirectory(objectsDirectory);
        DurableFiles.syncDirectory(packsDirectory);
        store.addPublished(files, added);
        // nothing may be removed from here on: other backups may count as intact because of these contents
        finished = true;
        store.damage().forget(sha256 -> objects.containsKey(sha256) || added.find(ContentId.parse(sha256)) >= 0);
        added = new ContentIndex(0);
    }

    /** Removes what was written, unless the writer is finished. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        syncs.close();
        store.writerClosed();
        if (finished) {
            return;
        }
        IOException failure = null;
        for (PackWriter pack : packs) {
            try {
                pack.remove();
            } catch (IOException e) {
                failure = e;
            }
        }
        for (Map.Entry<String, Path> object : objects.entrySet()) {
            try {
                // one that replaced a damaged content is kept: it is better than none
                if (!Files.deleteIfExists(object.getValue()) && !damaged.contains(object.getKey())) {
                    Files.deleteIfExists(store.objectFile(object.getKey()));
                }
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(packsDirectory.resolve("pack"), 0, failure);
        }
    }

    private String storeSmall(byte[] content, int length) {
        MessageDigest digest = Digests.sha256();
        digest.update(content, 0, length);
        ContentId id = ContentId.of(digest.digest());
        String sha256 = id.hex();
        synchronized (this) {
            requireOpen();
            if (contains(sha256)) {
                return sha256;
            }
            try {
                if (current == null || !current.hasRoomFor(length)) {
                    nextPack();
                }
                added.add(id, packs.size() - 1, current.append(id, content, length));
            } catch (IOException e) {
                failed = true;
                throw DiskFailures.BACKUP_DIRECTORY.writing(packsDirectory.resolve("pack"), length, e);
            }
        }
        addedBytes.addAndGet(length);
        return sha256;
    }

    private void nextPack() throws IOException {
        if (current != null) {
            current.end();
            syncs.add(current::sync);
        }
        current = new PackWriter(packsDirectory);
        packs.add(current);
    }

    private String storeLarge(byte[] begin, InputStream in, long expectedSize) throws IOException {
        long needed = Math.max(expectedSize, begin.length);
        if (DiskFailures.free(objectsDirectory) < needed) {
            throw DiskFailures.BACKUP_DIRECTORY.noSpace(objectsDirectory, needed, null);
        }
        Path temporary = objectsDirectory.resolve(TemporaryNames.INCOMPLETE + TemporaryNames.randomId());
        boolean keep = false;
        try {
            MessageDigest digest = Digests.sha256();
            long size = write(temporary, begin, in, digest, needed);
            String sha256 = Digests.hex(digest.digest());
            synchronized (this) {
                requireOpen();
                if (!contains(sha256)) {
                    objects.put(sha256, temporary);
                    addedBytes.addAndGet(size);
                    syncs.add(() -> DurableFiles.syncFile(temporary));
                    keep = true;
                }
            }
            return sha256;
        } finally {
            if (!keep) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    private long write(Path file, byte[] begin, InputStream in, MessageDigest digest, long needed) throws IOException {
        byte[] buffer = begin;
        int count = begin.length;
        long size = 0;
        try (FileChannel channel = create(file);
                OutputStream out = Channels.newOutputStream(channel)) {
            while (count >= 0) {
                digest.update(buffer, 0, count);
                try {
                    out.write(buffer, 0, count);
                } catch (IOException e) {
                    throw DiskFailures.BACKUP_DIRECTORY.writing(file, needed, e);
                }
                size += count;
                count = in.read(buffer);
            }
        }
        return size;
    }

    private static FileChannel create(Path file) {
        try {
            return DurableFiles.create(file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    /**
     * Tells whether the store has an intact copy. The backup then relies on it, so the name of a large content must be
     * made durable with this backup.
     */
    private boolean known(String sha256) {
        if (damaged.contains(sha256) || !store.contains(sha256)) {
            return false;
        }
        if (store.packOf(ContentId.parse(sha256)) < 0) {
            synchronized (this) {
                objectDirectories.add(store.objectFile(sha256).getParent());
            }
        }
        return true;
    }

    private void requireOpen() {
        if (closed || finished || failed) {
            throw new IllegalStateException("This writer is finished or closed, or a pack could not be written");
        }
    }
}
