package org.alien4cloud.plugin.backup.service.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;

/** Tells whether the newest good backup is older than the administrator allows. */
public class OverdueBackupCheck {

    private final BackupContext context;
    private final SettingsService settings;
    private final Clock clock;

    public OverdueBackupCheck(BackupContext context, SettingsService settings, Clock clock) {
        this.context = context;
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns a message if a good backup is overdue; empty if none is, or no maximum age is set. */
    public Optional<String> problem() {
        int hours = settings.get().notification().maxAgeHours();
        if (hours == 0) {
            return Optional.empty();
        }
        Optional<Manifest> newest = context.history().goodBackups().stream().findFirst();
        Instant begun =
                newest.map(Manifest::startedAt).map(Instant::ofEpochMilli).orElse(Instant.EPOCH);
        // after a change of the settings, there must be time to make a backup
        Instant since = begun.isAfter(settings.setAt()) ? begun : settings.setAt();
        if (clock.instant().isBefore(since.plus(Duration.ofHours(hours)))) {
            return Optional.empty();
        }
        return Optional.of("No good backup was made in the last " + hours + " hours. "
                + newest.map(backup -> "The newest one, " + backup.name() + ", started at " + begun + ".")
                        .orElse("This server has none at all."));
    }
}
