package org.alien4cloud.plugin.backup.service.policy;

import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Stores the settings that administrators edit on the plugin's page, and previews which runs and deletions they cause.
 */
public class SettingsService {

    private static final int SHOWN_RUNS = 5;

    /** The effects that settings would have. */
    public static final class Preview {

        private final List<Long> nextRuns;
        private final List<BackupName> deletes;

        Preview(List<Long> nextRuns, List<BackupName> deletes) {
            this.nextRuns = nextRuns;
            this.deletes = deletes;
        }

        /** Returns the next five runs, milliseconds since the epoch; empty if the schedule is off. */
        public List<Long> getNextRuns() {
            return nextRuns;
        }

        /**
         * Returns the backups that the first of these runs would delete after its own backup, the newest first; empty
         * if the schedule is off.
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
     * Returns the default settings with the version of the stored ones, so that they can replace damaged ones.
     *
     * @throws BackupException (IO) if the file cannot be read
     */
    public StoredSettings defaults() {
        return new StoredSettings(Settings.DEFAULT, file.version());
    }

    /** Returns when the settings were last changed; the epoch if never. */
    public Instant setAt() {
        return file.writtenAt();
    }

    /**
     * Replaces all settings.
     *
     * @param settings new settings; if they have no secret, the stored one is kept
     * @param version of the settings that were edited, from {@link #stored}
     * @param removeSecret whether to remove the stored secret
     * @throws BackupException (PRECONDITION) if the version is null or not that of the stored settings; (IO, NO_SPACE)
     *     if they cannot be written. The previous settings stay then.
     */
    public synchronized StoredSettings replace(Settings settings, String version, boolean removeSecret) {
        // fails if the directory belongs to another server
        context.repository();
        if (version == null) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The settings have no 'version'. Read the settings (GET), change them, and send them back with their"
                            + " version, so that no other change is lost.");
        }
        if (!version.equals(file.version())) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The settings were changed by somebody else since version '" + version
                            + "' was read. Nothing was saved. Read them again, and repeat your change.");
        }
        Settings complete = removeSecret ? settings : settings.keepingSecret(before());
        return new StoredSettings(complete, file.write(complete));
    }

    private Settings before() {
        try {
            return get();
        } catch (BackupException e) {
            if (e.kind() == Kind.CHECK_FAILED) {
                // damaged settings are replaced, as their message says
                return Settings.DEFAULT;
            }
            throw e;
        }
    }

    /** Returns the effects that settings would have from now on; changes nothing. */
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
     * Returns the backups that the retention would delete now, without a new backup, the newest first; changes nothing.
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

    /** Returns a stand-in for the backup of a future run, with the fields that the retention needs. */
    private Manifest coming(Instant run) {
        return Manifest.builder()
                .name(BackupName.of("coming"))
                .repositoryId(context.repository().repositoryId())
                .trigger(BackupOrigin.SCHEDULED)
                .engine("")
                .startedAt(run.toEpochMilli())
                .build();
    }

    private boolean isPinned(Manifest backup) {
        return context.repository().notes().of(backup).pinned();
    }
}
