package org.alien4cloud.plugin.backup.service;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.repository.BackupRepository;

/** What an administrator sets on the page, and what would come of it. */
public class SettingsService {

    private static final int SHOWN_RUNS = 5;

    /** What settings would do. */
    public static final class Preview {

        private final List<Long> nextRuns;
        private final List<BackupName> deletes;

        Preview(List<Long> nextRuns, List<BackupName> deletes) {
            this.nextRuns = nextRuns;
            this.deletes = deletes;
        }

        /** The next five, milliseconds since the epoch; none if the schedule is off. */
        public List<Long> getNextRuns() {
            return nextRuns;
        }

        /** The backups that would be deleted after a backup now, the newest first. */
        public List<BackupName> getDeletes() {
            return deletes;
        }
    }

    private final Workspace workspace;
    private final SettingsFile file;
    private final Clock clock;

    public SettingsService(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.file = new SettingsFile(workspace.settings().directory());
        this.clock = clock;
    }

    /** @throws BackupException (CHECK_FAILED) if they are damaged, (IO) if they cannot be read */
    public Settings get() {
        return file.read();
    }

    /** When they were set last; long ago if they never were. */
    Instant setAt() {
        return file.writtenAt();
    }

    /**
     * Sets all of them; a secret that is not given stays.
     *
     * @throws BackupException (IO, NO_SPACE) if they cannot be written; those of before stay then
     */
    public synchronized Settings set(Settings settings) {
        // not into the directory of somebody else
        workspace.repository();
        Settings complete = settings.keepingSecret(before());
        file.write(complete);
        return complete;
    }

    private Settings before() {
        try {
            return file.read();
        } catch (BackupException e) {
            if (e.kind() == BackupException.Kind.CHECK_FAILED) {
                // to be set again, as that message says
                return Settings.DEFAULT;
            }
            throw e;
        }
    }

    /** What settings would do, now; changes nothing. */
    public Preview preview(Settings settings) {
        List<Instant> runs = settings.schedule().enabled() ? settings.schedule().next(clock.instant(), SHOWN_RUNS) : Collections.emptyList();
        return new Preview(runs.stream().map(Instant::toEpochMilli).collect(Collectors.toList()),
                toDelete(settings).stream().map(Manifest::name).collect(Collectors.toList()));
    }

    private List<Manifest> toDelete(Settings settings) {
        BackupRepository repository = workspace.repository();
        return new Retention(settings.retention(), settings.schedule().zone(), workspace::isGood, this::isPinned,
                () -> repository.storedBytes()::add).toDelete(repository.catalog().list(), clock.instant());
    }

    private boolean isPinned(Manifest backup) {
        return workspace.repository().notes().of(backup).pinned();
    }
}
