package org.alien4cloud.plugin.backup.files;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SealedJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.LineageMarks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers in hidden files of the data directory which backups were made of it, so that a file system put back to an
 * earlier state is noticed. If a whole file system was put back to an earlier state, the times and inodes of files may
 * look unchanged; the marks reveal it.
 */
public final class DataDirectoryMarks implements LineageMarks {

    /** The prefix of these files and of their drafts. Backups and restores leave them out. */
    public static final String PREFIX = ".a4c-backup-lineage-";

    /** Holds the marks of a repository's backups. */
    private static final class Marks extends TreeSet<String> {
        private static final long serialVersionUID = 1L;
    }

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectoryMarks.class);
    private static final ObjectMapper JSON = AsciiJson.mapper();

    private final Path directory;

    /** @param dataDirectory such as {@code directories.alien} */
    public DataDirectoryMarks(Path dataDirectory) {
        this.directory = dataDirectory;
    }

    @Override
    public String place() {
        return "the data directory " + directory;
    }

    @Override
    public boolean holds(String repositoryId, String mark) {
        Path file = file(repositoryId);
        try {
            return read(file).contains(mark);
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED, e.getMessage() + ". The next backup replaces it.", e);
        }
    }

    @Override
    public void flush(Collection<String> indices) {
        // nothing to do; docs/format.md says what a power failure may do to files
    }

    @Override
    public void add(String repositoryId, String mark, Collection<String> existing) {
        Path file = file(repositoryId);
        Marks marks;
        try {
            marks = read(file);
        } catch (IOException e) {
            LOG.warn("The marks of earlier backups are lost, so files are read again: {}", e.getMessage());
            marks = new Marks();
        }
        marks.retainAll(existing);
        marks.add(mark);
        try {
            DurableFiles.replace(file, SealedJson.seal(JSON, marks));
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(file, e);
        }
    }

    private Path file(String repositoryId) {
        return directory.resolve(PREFIX + repositoryId);
    }

    /**
     * Reads the marks.
     *
     * @throws IOException if the file is damaged
     */
    private static Marks read(Path file) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Marks();
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(file, e);
        }
        return SealedJson.open(JSON, file, content, Marks.class);
    }
}
