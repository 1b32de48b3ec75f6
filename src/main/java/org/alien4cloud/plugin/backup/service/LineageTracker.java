package org.alien4cloud.plugin.backup.service;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.LineageMarks;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupRepository;

/**
 * Leaves marks of backups and restores in the live data, and tells whether these data still descend from them. Sequence
 * numbers, times and inodes in a backup show what was written since, unless somebody reset the data to an earlier
 * state, for example by a snapshot of a virtual machine or a copy of the directory. Therefore each backup leaves a mark
 * in the data that it has captured. Its numbers are used only where its mark still exists.
 */
public final class LineageTracker {

    private final BackupRepository repository;
    private final LineageMarks documents;
    private final LineageMarks files;

    public LineageTracker(BackupRepository repository, LineageMarks documents, LineageMarks files) {
        this.repository = repository;
        this.documents = documents;
        this.files = files;
    }

    /** Returns why the live documents or files may not descend from those of a backup; empty if both do. */
    public Optional<String> doubt(Manifest backup) {
        return Stream.of(documents.doubt(backup), files.doubt(backup))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .reduce((one, other) -> one + ' ' + other);
    }

    /**
     * Returns from when on the times of live files show whether they have changed since a backup.
     *
     * @param full whether to read every file, whatever its times say
     * @return milliseconds since the epoch; 0 if times do not help, and every file has to be read
     */
    public long filesKnownAt(Manifest backup, boolean full, Progress progress) {
        Optional<String> doubt = full ? Optional.of("A full comparison was requested.") : files.doubt(backup);
        doubt.ifPresent(why -> progress.log(why + " All files of the same size are compared by content."));
        return doubt.isPresent() ? 0 : backup.startedAt();
    }

    /**
     * Leaves the mark of a backup that has captured everything. If that fails, the backup is still complete, but later
     * operations that use it read everything.
     *
     * @param indices in the backup
     * @return the mark; null if it could not be stored everywhere
     * @throws CancelledException if the thread was interrupted
     */
    public String mark(Collection<String> indices, Progress progress) {
        String mark = UUID.randomUUID().toString();
        try {
            documents.flush(indices);
            files.flush(indices);
            add(mark);
            return mark;
        } catch (CancelledException e) {
            throw e;
        } catch (BackupException e) {
            progress.log(
                    "The next backup and the restore of this one will read all documents and files, which takes longer: no mark could be"
                            + " stored in the live data. " + e.getMessage());
            return null;
        }
    }

    /**
     * Leaves the mark of a restore before it changes anything. Its journal is valid only for data with this mark.
     *
     * @throws BackupException (ELASTICSEARCH, IO, NO_SPACE) if that fails
     */
    public void markRestore(String operationId) {
        add(operationId);
    }

    /**
     * Tells whether the live documents descend from those that a restore began to change.
     *
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not answer
     */
    public boolean documentsHold(String operationId) {
        return documents.holds(repository.repositoryId(), operationId);
    }

    private void add(String mark) {
        Set<String> existing = repository.catalog().list().stream()
                .map(Manifest::lineage)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        documents.add(repository.repositoryId(), mark, existing);
        files.add(repository.repositoryId(), mark, existing);
    }
}
