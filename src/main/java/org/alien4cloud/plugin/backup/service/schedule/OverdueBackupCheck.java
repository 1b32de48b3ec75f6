package org.alien4cloud.plugin.backup.service.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;

/** Whether there has been no good backup for longer than somebody wants. */
public class OverdueBackupCheck {

    private final BackupContext context;
    private final SettingsService settings;
    private final Clock clock;

    public OverdueBackupCheck(BackupContext context, SettingsService settings, Clock clock) {
        this.context = context;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is missing, in words; empty if nothing is, or nobody wants to know. */
    public Optional<String> lack() {
        int hours = settings.get().notification().maxAgeHours();
        if (hours == 0) {
            return Optional.empty();
        }
        Optional<Manifest> newest = context.history().goodBackups().stream().findFirst();
        Instant begun =
                newest.map(Manifest::startedAt).map(Instant::ofEpochMilli).orElse(Instant.EPOCH);
        // who has just asked for it needs time to make one
        Instant since = begun.isAfter(settings.setAt()) ? begun : settings.setAt();
        if (clock.instant().isBefore(since.plus(Duration.ofHours(hours)))) {
            return Optional.empty();
        }
        return Optional.of("There is no good backup of the last " + hours + " hours. "
                + newest.map(backup -> "The newest, " + backup.name() + ", was begun at " + begun + ".")
                        .orElse("None was made here at all."));
    }
}
