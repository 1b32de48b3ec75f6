package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The history of operations on disk: {@code operations/<id>.json} and {@code operations/<id>.log}. Ids sort by time.
 */
public final class OperationStore {

    private static final Logger LOG = LoggerFactory.getLogger(OperationStore.class);
    private static final Pattern ID = Pattern.compile("[0-9]{8}-[0-9]{9}-[0-9a-f]{4}");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path directory;

    public OperationStore(Path directory) {
        this.directory = directory;
    }

    void save(Operation operation) throws IOException {
        DurableFiles.createDirectories(directory);
        DurableFiles.replace(directory.resolve(operation.id() + ".json"), JSON.writeValueAsBytes(operation));
    }

    void appendLog(String id, String line) throws IOException {
        DurableFiles.createDirectories(directory);
        try (FileChannel channel = DurableFiles.open(directory.resolve(id + ".log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /** @return empty if there is no such operation, or the id is none */
    public Optional<Operation> find(String id) {
        if (id == null || !ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return read(directory.resolve(id + ".json"));
    }

    /** All operations, the newest first. A record that cannot be read is named in the server's log and left out. */
    public List<Operation> list() {
        List<Operation> operations = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.getFileName().toString().endsWith(".json")).forEach(file -> read(file).ifPresent(operations::add));
            } catch (IOException e) {
                throw Failures.reading(directory, e);
            }
        }
        operations.sort(Comparator.comparing(Operation::id).reversed());
        return operations;
    }

    private static Optional<Operation> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), Operation.class));
        } catch (IOException e) {
            LOG.warn("Backup: the record of an operation {} cannot be read: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** The lines of an operation's log from the given one on, 0 being the first. */
    public List<String> log(String id, int from) {
        Path file = directory.resolve(id + ".log");
        if (!ID.matcher(id).matches() || !Files.exists(file)) {
            return Collections.emptyList();
        }
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return new ArrayList<>(lines.subList(Math.min(Math.max(from, 0), lines.size()), lines.size()));
        } catch (IOException e) {
            throw Failures.reading(file, e);
        }
    }
}
