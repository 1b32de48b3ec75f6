package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SealedJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.Progress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the history of operations: {@code operations/<id>.json}, sealed (see {@link SealedJson}), and
 * {@code operations/<id>.log}. Ids sort by time. The record of a finished operation also holds the digest of its log.
 */
public final class OperationStore {

    private static final Logger LOG = LoggerFactory.getLogger(OperationStore.class);
    static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{9}-[0-9a-f]{4}");
    static final String LOG_DIGEST = "logSha256";

    private final Path directory;
    /**
     * Records that could not be written, as on a full disk: without them a finished operation would seem to run still.
     */
    private final Map<String, Operation> unwritten = new ConcurrentHashMap<>();

    public OperationStore(Path directory) {
        this.directory = directory;
    }

    /** Writes a record. If that fails, this process still uses it, and writes it with the next record. */
    void save(Operation operation) throws IOException {
        try {
            write(operation);
            unwritten.remove(operation.id());
        } catch (IOException e) {
            unwritten.put(operation.id(), operation);
            throw e;
        }
        for (Operation each : unwritten.values()) {
            write(each);
            unwritten.remove(each.id(), each);
        }
    }

    private void write(Operation operation) throws IOException {
        DurableFiles.createDirectories(directory);
        ObjectNode record = AsciiJson.mapper().valueToTree(operation);
        Path log = logOf(operation.id());
        if (!operation.running() && Files.exists(log)) {
            DurableFiles.syncFile(log);
            record.put(LOG_DIGEST, Digests.ofFile(log, Progress.NONE));
        }
        DurableFiles.replace(directory.resolve(operation.id() + ".json"), SealedJson.seal(AsciiJson.mapper(), record));
    }

    void appendLog(String id, String line) throws IOException {
        DurableFiles.createDirectories(directory);
        try (FileChannel channel = DurableFiles.open(logOf(id), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /**
     * Removes the drafts of records that a dead process has left. Call it under the lock.
     *
     * @throws BackupException (IO) if one cannot be removed
     */
    public void removeLeftovers() {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(directory, "*" + DurableFiles.DRAFT_SUFFIX)) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        } catch (DirectoryIteratorException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e.getCause());
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(directory, 0, e);
        }
    }

    /** @return empty if there is no such operation, or the id is not valid */
    public Optional<Operation> find(String id) {
        if (id == null || !ID.matcher(id).matches()) {
            return Optional.empty();
        }
        Operation known = unwritten.get(id);
        return known != null ? Optional.of(known) : read(directory.resolve(id + ".json"));
    }

    /**
     * Returns all operations, the newest first. A record that cannot be read is skipped, and named in the server's log.
     */
    public List<Operation> list() {
        Map<String, Operation> byId = new HashMap<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.getFileName().toString().endsWith(".json"))
                        .forEach(file -> read(file).ifPresent(operation -> byId.put(operation.id(), operation)));
            } catch (IOException e) {
                throw DiskFailures.BACKUP_DIRECTORY.reading(directory, e);
            }
        }
        byId.putAll(unwritten);
        List<Operation> operations = new ArrayList<>(byId.values());
        operations.sort(Comparator.comparing(Operation::id).reversed());
        return operations;
    }

    private static Optional<Operation> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(AsciiJson.mapper().treeToValue(record(file), Operation.class));
        } catch (IOException e) {
            LOG.warn("Backup: the record of an operation {} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    static JsonNode record(Path file) throws IOException {
        return SealedJson.open(AsciiJson.mapper(), file, Files.readAllBytes(file), JsonNode.class);
    }

    private Path logOf(String id) {
        return directory.resolve(id + ".log");
    }

    /** Returns the lines of an operation's log from a number on; 0 is the first line. */
    public List<String> log(String id, int from) {
        Path file = logOf(id);
        if (!ID.matcher(id).matches() || !Files.exists(file)) {
            return Collections.emptyList();
        }
        // unlike Files.readAllLines, a reader accepts bytes that are not UTF-8: most of a damaged log can still be read
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            List<String> lines = in.lines().collect(Collectors.toList());
            return new ArrayList<>(lines.subList(Math.min(Math.max(from, 0), lines.size()), lines.size()));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        } catch (UncheckedIOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e.getCause());
        }
    }

    /**
     * Compares the history with its digests. Running operations are skipped: their logs are being written.
     *
     * @throws BackupException (IO) if the directory cannot be listed, (CANCELLED) if the operation is to stop
     */
    public List<Finding> check(Progress progress) {
        return new OperationRecordsCheck(directory, progress).run();
    }
}
