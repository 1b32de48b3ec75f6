package org.alien4cloud.plugin.backup.files.plan;

import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.EntryCursor;
import org.alien4cloud.plugin.backup.files.RacyTimestamps;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.PathOrder;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Caches the digests of live files, so that recomputing a plan need not read unchanged files again. The file
 * {@code files.seen} has the digests of an earlier computation. Its first line is the time in milliseconds when that
 * computation began to scan; entries with digests follow, in {@link PathOrder}. A damaged cache is ignored.
 */
final class DigestCache implements Closeable {

    private static final ObjectReader ENTRIES = AsciiJson.mapper().readerFor(FileEntry.class);

    private final DataTree tree;
    private final Progress progress;
    private final BufferedReader oldReader;
    private final EntryCursor old;
    private final RacyTimestamps timestamps;
    private final BufferedWriter writer;
    private final Path newSeen;

    DigestCache(PlanLocations locations, Progress progress) throws IOException {
        this.tree = locations.tree();
        this.progress = progress;
        this.newSeen = locations.newSeen();
        oldReader = open(locations.seen());
        long seenAt = oldReader == null ? 0 : startOf(oldReader.readLine());
        timestamps = new RacyTimestamps(seenAt);
        old = new EntryCursor(oldReader == null ? Collections.emptyIterator() : entries(oldReader));
        writer = Files.newBufferedWriter(newSeen, StandardCharsets.US_ASCII);
        writer.write(System.currentTimeMillis() + "\n");
    }

    /** Returns the digest of a live file; null if it has vanished. */
    String of(FileEntry live) {
        FileEntry seen = old.find(live.path());
        String sha256 = seen != null && timestamps.isUnchanged(seen, live) ? seen.sha256() : read(live);
        if (sha256 != null) {
            try {
                writer.write(AsciiJson.mapper().writeValueAsString(live.withSha256(sha256)));
                writer.write('\n');
            } catch (IOException e) {
                throw DiskFailures.DATA_DIRECTORY.changing(newSeen, e);
            }
        }
        return sha256;
    }

    private String read(FileEntry live) {
        Path file = tree.resolve(live.path());
        try {
            String sha256 = Digests.ofFile(file, live.size(), progress, LinkOption.NOFOLLOW_LINKS);
            progress.advance(live.size());
            return sha256;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(file, e);
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        try {
            return Files.newBufferedReader(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static long startOf(String line) {
        return line != null && line.matches("\\d{1,18}") ? Long.parseLong(line) : 0;
    }

    private static Iterator<FileEntry> entries(BufferedReader in) {
        return new Iterator<FileEntry>() {
            private FileEntry next = read();

            private FileEntry read() {
                try {
                    String line = in.readLine();
                    return line == null ? null : ENTRIES.<FileEntry>readValue(line);
                } catch (IOException e) {
                    return null;
                }
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public FileEntry next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                FileEntry entry = next;
                next = read();
                return entry;
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (oldReader != null) {
            oldReader.close();
        }
        writer.close();
    }
}
