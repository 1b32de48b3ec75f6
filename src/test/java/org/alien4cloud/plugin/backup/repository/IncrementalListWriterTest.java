package org.alien4cloud.plugin.backup.repository;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class IncrementalListWriterTest {

    private static final FileEntry A = file("a", "1");
    private static final FileEntry B = file("b", "1");
    private static final FileEntry C = file("c", "1");
    private static final FileEntry CHANGED = file("b", "2");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path earlier;
    private Path list;

    @Before
    public void setUp() {
        earlier = folder.getRoot().toPath().resolve("earlier");
        list = folder.getRoot().toPath().resolve("list");
    }

    @Test
    public void copiesUnchangedList() throws IOException {
        // as no writer of today would have it
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(earlier))) {
            out.write("{\"type\": \"FILE\", \"path\": \"a\"}\n".getBytes(StandardCharsets.US_ASCII));
        }
        write(FileEntry.file("a").build());
        assertArrayEquals(Files.readAllBytes(earlier), Files.readAllBytes(list));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(list)));
    }

    @Test
    public void writesAddedEntriesWhereverListsDiffer() throws IOException {
        List<List<FileEntry>> lists = Arrays.asList(
                Collections.emptyList(),
                Collections.singletonList(A),
                Arrays.asList(A, B),
                Arrays.asList(A, B, C),
                Arrays.asList(A, C),
                Arrays.asList(B, C),
                Arrays.asList(A, CHANGED, C),
                Arrays.asList(A, CHANGED));
        for (List<FileEntry> one : lists) {
            try (FileEntryWriter writer = new FileEntryWriter(earlier)) {
                one.forEach(writer::add);
            }
            for (List<FileEntry> other : lists) {
                write(other.toArray(new FileEntry[0]));
                assertEquals(one + " before", other, read(list));
                Files.delete(list);
            }
            Files.delete(earlier);
        }
    }

    @Test
    public void writesAllEntriesWithoutEarlierList() throws IOException {
        try (IncrementalListWriter entries = new IncrementalListWriter(list, null, Collections.emptyIterator())) {
            entries.add(A);
            entries.end();
        }
        assertEquals(Collections.singletonList(A), read(list));
    }

    @Test
    public void failsIfEarlierListIsCutOff() throws IOException {
        try (FileEntryWriter writer = new FileEntryWriter(earlier)) {
            writer.add(A);
            writer.add(B);
        }
        List<FileEntry> known = read(earlier);
        try (IncrementalListWriter entries = new IncrementalListWriter(list, earlier, known.iterator())) {
            Iterator<FileEntry> read = entries.earlierEntries();
            read.next();
            entries.add(A);
            read.next();
            entries.add(B);
            Files.delete(earlier);
            try (FileEntryWriter writer = new FileEntryWriter(earlier)) {
                writer.add(A);
            }
            assertEquals(
                    BackupException.Kind.CHECK_FAILED,
                    assertThrows(BackupException.class, () -> entries.add(C)).kind());
        }
    }

    @Test
    public void leavesNoFileOfAListThatWasNotEnded() {
        try (IncrementalListWriter entries = new IncrementalListWriter(
                list, earlier, Collections.singletonList(A).iterator())) {
            entries.earlierEntries().next();
            entries.add(A);
        }
        assertFalse(Files.exists(list));
    }

    private void write(FileEntry... added) throws IOException {
        try (FileEntryReader known = new FileEntryReader(earlier);
                IncrementalListWriter entries = new IncrementalListWriter(list, earlier, known)) {
            Iterator<FileEntry> read = entries.earlierEntries();
            String last = "";
            for (FileEntry entry : added) {
                // who compares two sorted lists reads one entry ahead
                while (last.compareTo(entry.path()) <= 0 && read.hasNext()) {
                    last = read.next().path();
                }
                entries.add(entry);
            }
            entries.end();
        }
    }

    private static List<FileEntry> read(Path file) throws IOException {
        List<FileEntry> all = new ArrayList<>();
        try (FileEntryReader entries = new FileEntryReader(file)) {
            entries.forEachRemaining(all::add);
        }
        return all;
    }

    private static FileEntry file(String path, String sha256) {
        return FileEntry.file(path)
                .size(1)
                .mtime(2)
                .mode(0644)
                .owner("u")
                .group("g")
                .sha256(sha256)
                .ctime(3)
                .inode(4)
                .build();
    }
}
