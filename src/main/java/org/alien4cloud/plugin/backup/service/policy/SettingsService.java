package org.alien4cloud.plugin.backup.service.policy;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Keeps what an administrator sets on the page, and tells what would come of it. */
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

        /**
         * The backups that the first of these runs would delete once it has made its own, the newest first; none if the
         * schedule is off.
         */
        public List<BackupName> getDeletes() {
            return deletes;
        }
    }

    private final BackupContext context;
    private final SettingsFile file;
    private final Clock clock;

    public SettingsService(BackupContext context, Clock clock) {
        this.context = context;
        this.file = new SettingsFile(context.properties().directory());
        this.clock = clock;
    }

    /** @throws BackupException (CHECK_FAILED) if they are damaged, (IO) if they cannot be read */
    public Settings get() {
        return stored().getSettings();
    }

    /**
     * Reads the settings together with their version.
     *
     * @throws BackupException (CHECK_FAILED) if they are damaged, (IO) if they cannot be read
     */
    public StoredSettings stored() {
        return file.read();
    }

    /**
     * Gives the default settings with the version of those that are stored, so that they can be set where what is
     * stored is damaged.
     *
     * @throws BackupException (IO) if the file cannot be read
     */
    public StoredSettings defaults() {
        return new StoredSettings(Settings.DEFAULT, file.version());
    }

    /** When they were set last; long ago if they never were. */
    public Instant setAt() {
        return file.writtenAt();
    }

    /**
     * Replaces all settings.
     *
     * @param settings whose secret stays as it is stored if they have none
     * @param version of those that they are a change of, as {@link #stored} told
     * @param removeSecret whether no secret is kept
     * @throws BackupException (PRECONDITION) if the version is null or not that of what is stored; (IO, NO_SPACE) if
     *     they cannot be written. What was set before stays then.
     */
    public synchronized StoredSettings replace(Settings settings, String version, boolean removeSecret) {
        // not into the directory of somebody else
        context.repository();
        if (version == null) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The settings have no 'version'. Read what is set (GET), change that, and send it back with its"
                            + " version, so that nobody's change is lost.");
        }
        if (!version.equals(file.version())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The settings were changed by somebody else since version '" + version
                            + "' was read. Nothing was saved. Read them again, and make your change once more.");
        }
        Settings complete = removeSecret ? settings : settings.keepingSecret(before());
        return new StoredSettings(complete, file.write(complete));
    }

    private Settings before() {
        try {
            return get();
        } catch (BackupException e) {
            if (e.kind() == Kind.CHECK_FAILED) {
                // to be set again, as that message says
                return Settings.DEFAULT;
            }
            throw e;
        }
    }

    /** Tells what settings would do from now on; changes nothing. */
    public Preview preview(Settings settings) {
        List<Instant> runs = settings.schedule().enabled()
                ? settings.schedule().next(clock.instant(), SHOWN_RUNS)
                : Collections.emptyList();
        return new Preview(
                runs.stream().map(Instant::toEpochMilli).collect(Collectors.toList()),
                runs.isEmpty()
                        ? Collections.emptyList()
                        : names(retention(settings)
                                .toDeleteAfter(
                                        coming(runs.get(0)),
                                        backups(),
                                        context.history().expectedGrowth())));
    }

    /**
     * Names the backups that the retention lets go now, without another backup before, the newest first; changes
     * nothing.
     */
    public List<BackupName> deletableNow(Settings settings) {
        return names(retention(settings).toDelete(backups(), clock.instant()));
    }

    private static List<BackupName> names(List<Manifest> backups) {
        return backups.stream().map(Manifest::name).collect(Collectors.toList());
    }

    private List<Manifest> backups() {
        return context.repository().catalog().list();
    }

    private Retention retention(Settings settings) {
        BackupRepository repository = context.repository();
        return new Retention(
                settings.retention(),
                settings.schedule().zone(),
                context.history()::isGood,
                this::isPinned,
                () -> repository.storedBytes()::add);
    }

    /** The backup of a run that is still to come, as far as the retention needs to know it. */
    private Manifest coming(Instant run) {
        return Manifest.builder()
                .name(BackupName.of("coming"))
                .repositoryId(context.repository().repositoryId())
                .trigger(Trigger.SCHEDULED)
                .engine("")
                .startedAt(run.toEpochMilli())
                .build();
    }

    private boolean isPinned(Manifest backup) {
        return context.repository().notes().of(backup).pinned();
    }
}
