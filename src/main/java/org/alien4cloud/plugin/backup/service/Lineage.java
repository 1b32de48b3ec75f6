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
 * Knows which backups the live data descend from. What a backup has noted of the data (sequence numbers, times, inodes)
 * tells what was written since only if the data were not put back to an earlier state behind Alien4Cloud's back, as by
 * a snapshot of a virtual machine or a copy of the directory. So each backup leaves a mark in the data that it has
 * captured, and what it noted is used only where its mark still is.
 */
public final class Lineage {

    private final BackupRepository repository;
    private final LineageMarks documents;
    private final LineageMarks files;

    public Lineage(BackupRepository repository, LineageMarks documents, LineageMarks files) {
        this.repository = repository;
        this.documents = documents;
        this.files = files;
    }

    /** Tells why the live documents or files are not known to descend from those of a backup; empty if both do. */
    public Optional<String> doubt(Manifest backup) {
        return Stream.of(documents.doubt(backup), files.doubt(backup))
                .filter(Optional::isPresent)
                .map(Optional::get)
                .reduce((one, other) -> one + ' ' + other);
    }

    /**
     * Tells from when on the times of the live files can tell whether they are as a backup captured them.
     *
     * @param full whether every file is to be read whatever its times say
     * @return milliseconds since the epoch; 0 if they cannot, and every file has to be read
     */
    public long filesKnownAt(Manifest backup, boolean full, Progress progress) {
        Optional<String> doubt = full ? Optional.of("Everything is to be read.") : files.doubt(backup);
        doubt.ifPresent(why -> progress.log(why + " All files of the same size are compared by content."));
        return doubt.isPresent() ? 0 : backup.startedAt();
    }

    /**
     * Leaves the mark of a backup that has captured everything. Where that fails, the backup is whole all the same;
     * whatever uses it later reads everything.
     *
     * @param indices that it has captured
     * @return the mark; null if it could not be left everywhere
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
                    "The next backup and the restore of this one will read all documents and files, which takes longer, since no mark could be"
                            + " left in the live data: " + e.getMessage());
            return null;
        }
    }

    /**
     * Leaves the mark of a restore before it changes anything: its journal is for data that hold it, and for no others.
     *
     * @throws BackupException (ELASTICSEARCH, IO, NO_SPACE) if that fails
     */
    public void markRestore(String operationId) {
        add(operationId);
    }

    /**
     * Tells whether the live documents descend from those that a restore has begun to change.
     *
     * @throws BackupException (ELASTICSEARCH) if that cannot be told
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
