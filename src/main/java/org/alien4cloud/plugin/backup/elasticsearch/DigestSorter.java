package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts any number of document digests by id and routing, in the order of {@link String#compareTo}, within a fixed
 * amount of memory: full runs go to temporary files, which are merged at the end.
 *
 * <p>A record is kept as bytes: key, sequence number (8), SHA-256 (32). The key is the id and, after two zero bytes
 * that no id or routing contains, the routing. Both are written as each UTF-16 unit in the form that UTF-8 has for it,
 * so that comparing bytes compares as String does, which proper UTF-8 would not for characters beyond U+FFFF.
 */
final class DigestSorter implements Closeable {

    /** Receives the sorted records. */
    interface Output {
        void accept(String id, String routing, long seqNo, byte[] sha256) throws IOException;
    }

    private static final int REST = 8 + 32;
    private static final int DEFAULT_RUN = 24 << 20;

    private final Path directory;
    private final int runBytes;
    private final List<Path> runs = new ArrayList<>();
    private final List<byte[]> records = new ArrayList<>();
    private long size;

    DigestSorter(Path directory) {
        this(directory, DEFAULT_RUN);
    }

    DigestSorter(Path directory, int runBytes) {
        this.directory = directory;
        this.runBytes = runBytes;
    }

    /** @param routing null if there is none */
    void add(String id, String routing, long seqNo, byte[] sha256) throws IOException {
        if (id.indexOf('\0') >= 0) {
            throw new IOException("the id of a document contains the character U+0000, which is not supported");
        }
        byte[] record = new byte[length(id) + (routing == null ? 0 : 2 + length(routing)) + REST];
        int end = encode(id, record, 0);
        if (routing != null) {
            end = encode(routing, record, end + 2);
        }
        ByteBuffer.wrap(record, end, REST).putLong(seqNo).put(sha256, 0, 32);
        records.add(record);
        // an array's own header and the reference to it
        size += record.length + 24;
        if (size >= runBytes) {
            spill();
        }
    }

    /** Passes all records to the output, in order. May be called only once. */
    void forEach(Output output) throws IOException {
        records.sort(DigestSorter::compareKeys);
        if (runs.isEmpty()) {
            for (byte[] record : records) {
                emit(record, output);
            }
            return;
        }
        List<Run> open = new ArrayList<>();
        try {
            PriorityQueue<Run> queue = new PriorityQueue<>((a, b) -> compareKeys(a.record, b.record));
            open.add(new Run(records));
            for (Path run : runs) {
                open.add(new Run(run));
            }
            for (Run run : open) {
                if (run.advance()) {
                    queue.add(run);
                }
            }
            while (!queue.isEmpty()) {
                Run first = queue.poll();
                emit(first.record, output);
                if (first.advance()) {
                    queue.add(first);
                }
            }
        } finally {
            for (Run run : open) {
                run.close();
            }
        }
    }

    /** Removes the temporary files. */
    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
    }

    private void spill() throws IOException {
        records.sort(DigestSorter::compareKeys);
        Path run = Files.createTempFile(directory, "digests-", ".run");
        runs.add(run);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), 1 << 16))) {
            for (byte[] record : records) {
                out.writeInt(record.length);
                out.write(record);
            }
        }
        records.clear();
        size = 0;
    }

    private static void emit(byte[] record, Output output) throws IOException {
        int end = record.length - REST;
        int separator = 0;
        while (separator < end && record[separator] != 0) {
            separator++;
        }
        String id = decode(record, 0, separator);
        String routing = separator == end ? null : decode(record, separator + 2, end);
        output.accept(
                id,
                routing,
                ByteBuffer.wrap(record, end, 8).getLong(),
                Arrays.copyOfRange(record, end + 8, record.length));
    }

    private static int compareKeys(byte[] a, byte[] b) {
        int aEnd = a.length - REST;
        int bEnd = b.length - REST;
        int common = Math.min(aEnd, bEnd);
        for (int i = 0; i < common; i++) {
            if (a[i] != b[i]) {
                return (a[i] & 0xff) - (b[i] & 0xff);
            }
        }
        return aEnd - bEnd;
    }

    private static int length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return length;
    }

    private static int encode(String text, byte[] to, int start) {
        int at = start;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                to[at++] = (byte) c;
            } else if (c < 0x800) {
                to[at++] = (byte) (0xC0 | c >> 6);
                to[at++] = (byte) (0x80 | c & 0x3F);
            } else {
                to[at++] = (byte) (0xE0 | c >> 12);
                to[at++] = (byte) (0x80 | c >> 6 & 0x3F);
                to[at++] = (byte) (0x80 | c & 0x3F);
            }
        }
        return at;
    }

    private static String decode(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int at = start;
        while (at < end) {
            int b = bytes[at++] & 0xff;
            if (b < 0x80) {
                text.append((char) b);
            } else if (b < 0xE0) {
                text.append((char) ((b & 0x1F) << 6 | bytes[at++] & 0x3F));
            } else {
                text.append((char) ((b & 0x0F) << 12 | (bytes[at] & 0x3F) << 6 | bytes[at + 1] & 0x3F));
                at += 2;
            }
        }
        return text.toString();
    }

    /** A sorted run, in memory or in a file, and its current record. */
    private static final class Run implements Closeable {

        private final DataInputStream in;
        private final List<byte[]> list;
        private int next;
        private byte[] record;

        Run(List<byte[]> list) {
            this.list = list;
            this.in = null;
        }

        Run(Path file) throws IOException {
            this.list = null;
            this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
        }

        boolean advance() throws IOException {
            if (list != null) {
                record = next < list.size() ? list.get(next++) : null;
                return record != null;
            }
            int length;
            try {
                length = in.readInt();
            } catch (EOFException e) {
                return false;
            }
            record = new byte[length];
            in.readFully(record);
            return true;
        }

        @Override
        public void close() throws IOException {
            if (in != null) {
                in.close();
            }
        }
    }
}
