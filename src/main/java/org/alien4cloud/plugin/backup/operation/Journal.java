package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;

/**
 * Records how far a restore is, in a file that survives the process. Each record is one line, {@code <CRC-32 of the
 * JSON as 8 hex digits> <JSON of a JournalRecord>}, numbered from 1, and is on the disk before {@link #append} returns:
 * a state is written before the step that it allows.
 *
 * <p>A last line without its line feed was cut off by a crash. It does not count, since its step had not begun. Any
 * other broken line, or a gap in the numbers, means that the file is damaged; it is then refused.
 */
public final class Journal {

    /** The name of the file in the directory of an unfinished restore. */
    public static final String FILE_NAME = "journal.log";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final List<JournalRecord> records;
    private long goodLength;

    private Journal(Path directory, List<JournalRecord> records, long goodLength) {
        this.directory = directory;
        this.records = records;
        this.goodLength = goodLength;
    }

    /**
     * Opens the journal in a directory; it is empty if there is no file yet.
     *
     * @throws BackupException (CHECK_FAILED) if the file is damaged
     */
    public static Journal open(Path directory) {
        Path file = directory.resolve(FILE_NAME);
        List<JournalRecord> records = new ArrayList<>();
        long goodLength = 0;
        try {
            byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            int start = 0;
            for (int end = 0; end < content.length; end++) {
                if (content[end] != '\n') {
                    continue;
                }
                Optional<JournalRecord> record = parse(new String(content, start, end - start, StandardCharsets.UTF_8));
                if (!record.isPresent() || record.get().sequence() != records.size() + 1) {
                    throw new BackupException(
                            BackupException.Kind.CHECK_FAILED,
                            "The journal " + file + " is damaged at record " + (records.size() + 1)
                                    + ". Do not start another restore; see docs/restore.md, 'By hand'.");
                }
                records.add(record.get());
                start = end + 1;
                goodLength = start;
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
        return new Journal(directory, records, goodLength);
    }

    private static Optional<JournalRecord> parse(String line) {
        if (line.length() < 10 || line.charAt(8) != ' ') {
            return Optional.empty();
        }
        String json = line.substring(9);
        if (!line.substring(0, 8).equals(crc(json))) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(json, JournalRecord.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String crc(String json) {
        CRC32 crc = new CRC32();
        crc.update(json.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    /**
     * Adds a record and puts it on the disk.
     *
     * @throws BackupException (NO_SPACE, IO) if it could not be written: then the step must not begin
     */
    public synchronized void append(JournalState state, Map<String, String> data) {
        Path file = directory.resolve(FILE_NAME);
        JournalRecord record = new JournalRecord(records.size() + 1, System.currentTimeMillis(), state, data);
        ByteBuffer line = ByteBuffer.wrap(line(record));
        try {
            boolean isNew = !Files.exists(file);
            try (FileChannel channel = DurableFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(goodLength);
                channel.position(goodLength);
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
                goodLength = channel.position();
            }
            if (isNew) {
                DurableFiles.syncDirectory(directory);
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, line.capacity(), e);
        }
        records.add(record);
    }

    private static byte[] line(JournalRecord record) {
        try {
            String json = JSON.writeValueAsString(record);
            return (crc(json) + ' ' + json + '\n').getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a record without data. */
    public void append(JournalState state) {
        append(state, Collections.emptyMap());
    }

    /** Returns the last state that was reached; empty if there is no record. */
    public synchronized Optional<JournalState> state() {
        return records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).state());
    }

    /** Returns the value under a key from the newest record that has one; null if there is none. */
    public synchronized String value(String key) {
        for (int i = records.size() - 1; i >= 0; i--) {
            String value = records.get(i).data().get(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    public synchronized List<JournalRecord> records() {
        return new ArrayList<>(records);
    }

    public Path directory() {
        return directory;
    }
}
