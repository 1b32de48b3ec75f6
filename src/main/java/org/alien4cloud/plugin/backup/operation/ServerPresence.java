package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces this server in the backup directory while it runs, and tells which other servers use that directory, and so
 * the same data. Each server keeps a file in {@code servers/} while it runs.
 *
 * <p>A server on the same machine is alive if it holds the operating system's lock on its file. A server on another
 * machine writes to its file every ten seconds, and counts as stopped after thirty seconds without a write. Both times
 * compared, that of its file and of our own, come from the file system, so only the clock of the file server matters.
 */
public class ServerPresence implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(ServerPresence.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final ProcessIdentity self;
    private final Path file;
    private final ByteBuffer content;
    private FileChannel channel;
    private Thread thread;
    private boolean closed;

    /** @param backups the backup directory */
    public ServerPresence(Path backups) {
        this(backups, ProcessIdentity.ofThisProcess());
    }

    ServerPresence(Path backups, ProcessIdentity self) {
        this.directory = backups.toAbsolutePath().resolve("servers");
        this.self = self;
        this.file = directory.resolve(prefix(self) + UUID.randomUUID());
        this.content = ByteBuffer.wrap(describe(self));
    }

    /**
     * Returns what the names of one process's files begin with. A process must not open and close its own file: that
     * would release its lock (fcntl(2)).
     */
    private static String prefix(ProcessIdentity process) {
        return Digests.hex(Digests.sha256().digest(describe(process))).substring(0, 16) + "-";
    }

    private static byte[] describe(ProcessIdentity process) {
        Map<String, String> values = new TreeMap<>();
        values.put("host", process.host());
        values.put("boot", process.boot());
        values.put("pid", process.pid());
        values.put("startedAt", process.startedAt());
        try {
            return AsciiJson.mapper().writeValueAsBytes(values);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Begins to keep this server's file. If that is not possible now, it is tried again. */
    public synchronized void start() {
        beat();
        thread = new Thread(this::beatUntilClosed, "backup-server-presence");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
    }

    private synchronized void beatUntilClosed() {
        while (!closed) {
            try {
                wait(INTERVAL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (!closed) {
                beat();
            }
        }
    }

    private boolean beat() {
        try {
            if (!Files.isDirectory(directory.getParent())) {
                // the first backup creates it; while its disk is not mounted, nothing may be created in its place
                return false;
            }
            if (channel == null || !Files.exists(file)) {
                closeChannel();
                DurableFiles.createDirectories(directory);
                channel = DurableFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                lock(channel);
            }
            channel.write(content.duplicate(), 0);
            channel.force(true);
            return true;
        } catch (IOException e) {
            LOG.warn(
                    "Backup: the file that shows other servers that this one runs cannot be written: {}", e.toString());
            return false;
        }
    }

    /** @return null if another process has the lock, or if the file system has no locks */
    private static FileLock lock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            LOG.debug("Backup: no locks of the operating system on {}", channel, e);
            return null;
        }
    }

    /**
     * Returns the other servers that run, each in words; empty if there are none.
     *
     * @throws IOException if that is not known
     */
    public synchronized List<String> others() throws IOException {
        List<String> others = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return others;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path other : files) {
                if (!other.getFileName().toString().startsWith(prefix(self))) {
                    ProcessIdentity process = read(other);
                    if (process != null && isAlive(other, process)) {
                        others.add("process " + process.pid() + " on host " + process.host() + ", since "
                                + process.startedAt());
                    }
                }
            }
        }
        return others;
    }

    private static ProcessIdentity read(Path file) throws IOException {
        try {
            Map<?, ?> values = AsciiJson.mapper().readValue(Files.readAllBytes(file), Map.class);
            return new ProcessIdentity(
                    String.valueOf(values.get("host")),
                    (String) values.get("boot"),
                    String.valueOf(values.get("pid")),
                    (String) values.get("startedAt"));
        } catch (JsonProcessingException e) {
            LOG.warn("Backup: {} does not tell which server it is of", file);
            return null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private boolean isAlive(Path other, ProcessIdentity process) throws IOException {
        if (process.isOnSameMachine(self)) {
            try (FileChannel open = FileChannel.open(other, StandardOpenOption.WRITE)) {
                if (lock(open) != null) {
                    Files.deleteIfExists(other);
                    return false;
                }
            } catch (NoSuchFileException e) {
                return false;
            }
        }
        if (!beat()) {
            throw new IOException("this server cannot write in " + directory);
        }
        long silent = Files.getLastModifiedTime(file).toMillis()
                - Files.getLastModifiedTime(other).toMillis();
        return silent < SILENCE.toMillis();
    }

    private void closeChannel() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /** Removes this server's file. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        try {
            closeChannel();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn(
                    "Backup: {} could not be removed; nobody takes it for a running server in {} s: {}",
                    file,
                    SILENCE.getSeconds(),
                    e.toString());
        }
    }
}
