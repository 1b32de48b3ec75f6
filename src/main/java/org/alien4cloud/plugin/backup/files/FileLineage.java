package org.alien4cloud.plugin.backup.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SealedJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.LineageMarks;

/**
 * Keeps the marks of backups in a directory: in a sealed file at its root. The times and inodes of files look as if nothing had happened when a whole
 * file system was put back to an earlier state; the marks do not.
 */
public final class FileLineage implements LineageMarks {

    private static final String FILE = ".a4c-backup-lineage";

    /** What this keeps at the root of the data directory: in no backup, and no restore touches it. */
    public static final List<String> FILES = Collections.unmodifiableList(Arrays.asList(FILE, FILE + DurableFiles.DRAFT_SUFFIX));

    /** Marks by repository id. */
    private static final class Marks extends TreeMap<String, Set<String>> {
        private static final long serialVersionUID = 1L;
    }

    private static final ObjectMapper JSON = AsciiJson.mapper();

    private final Path file;

    /** @param dataDirectory such as {@code directories.alien} */
    public FileLineage(Path dataDirectory) {
        this.file = dataDirectory.resolve(FILE);
    }

    @Override
    public String place() {
        return "the data directory " + file.getParent();
    }

    @Override
    public boolean holds(String repositoryId, String mark) {
        return read().getOrDefault(repositoryId, Collections.emptySet()).contains(mark);
    }

    @Override
    public void add(String repositoryId, String mark, Collection<String> existing) {
        Marks all;
        try {
            all = read();
        } catch (BackupException e) {
            // whoever asks for a mark is told; what it vouched for is read again
            all = new Marks();
        }
        Set<String> marks = all.computeIfAbsent(repositoryId, none -> new TreeSet<>());
        marks.retainAll(existing);
        marks.add(mark);
        try {
            DurableFiles.replace(file, SealedJson.seal(JSON, all));
        } catch (IOException e) {
            throw Failures.changing(file, e);
        }
    }

    private Marks read() {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Marks();
        } catch (IOException e) {
            throw Failures.reading(file, e);
        }
        try {
            return SealedJson.open(JSON, file, content, Marks.class);
        } catch (IOException e) {
            throw Failures.damaged(e.getMessage() + ".");
        }
    }
}
