package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * One writer at a time in a backup directory, across threads, plugin instances and processes. The operating system holds the lock (on
 * {@code .lock}) and lets it go when the process dies, however it dies. The file {@code lock} says who has it, for a person to read.
 * <p>
 * On POSIX systems, closing any channel to a locked file releases the lock of the whole process. So {@code .lock} is not even opened while
 * this process has it, which a system property tells: unlike a static field, all instances of the plugin share it.
 */
public final class RepositoryLock implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String PROPERTY = "org.alien4cloud.plugin.backup.lock:";

    private final String property;
    private final FileChannel channel;
    private final Path owner;

    private RepositoryLock(String property, FileChannel channel, Path owner) {
        this.property = property;
        this.channel = channel;
        this.owner = owner;
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param purpose what the owner does, for whoever is refused meanwhile
     * @return empty if it is taken
     * @throws BackupException (IO) if the directory cannot be written
     */
    public static Optional<RepositoryLock> tryAcquire(Path directory, String purpose) {
        String property = null;
        FileChannel channel = null;
        boolean keep = false;
        try {
            DurableFiles.createDirectories(directory);
            String candidate = PROPERTY + directory.toRealPath();
            if (System.getProperties().putIfAbsent(candidate, purpose) != null) {
                return Optional.empty();
            }
            property = candidate;
            channel = DurableFiles.open(directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                return Optional.empty();
            }
            Path owner = directory.resolve("lock");
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("process", ManagementFactory.getRuntimeMXBean().getName());
            description.put("purpose", purpose);
            description.put("since", System.currentTimeMillis());
            DurableFiles.replace(owner, JSON.writeValueAsBytes(description));
            keep = true;
            return Optional.of(new RepositoryLock(property, channel, owner));
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.IO, "Cannot lock the backup directory " + directory + ": " + e
                    + ". Make it writable for the user that runs Alien4Cloud, or set backup.directory.", e);
        } finally {
            if (!keep) {
                release(property, channel);
            }
        }
    }

    /** Who has the lock, as far as can be told; for messages. */
    public static String describeOwner(Path directory) {
        try {
            Map<?, ?> description = JSON.readValue(Files.readAllBytes(directory.resolve("lock")), Map.class);
            return description.get("purpose") + " (process " + description.get("process") + ")";
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(owner);
        } catch (IOException e) {
            // only a description; the lock itself is released below
        }
        release(property, channel);
    }

    private static void release(String property, FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // closing releases the lock even if it reports an error
        } finally {
            if (property != null) {
                System.getProperties().remove(property);
            }
        }
    }
}
