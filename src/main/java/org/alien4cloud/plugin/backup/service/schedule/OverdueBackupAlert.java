package org.alien4cloud.plugin.backup.service.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Notifies administrators when a good backup is overdue, and repeats that each day until there is one. */
public class OverdueBackupAlert {

    static final String EVENT = "NO_GOOD_BACKUP";
    private static final Duration INTERVAL = Duration.ofDays(1);

    private final OverdueBackupCheck overdue;
    private final Notifier notifier;
    private final Clock clock;
    private Instant sentAt;

    public OverdueBackupAlert(OverdueBackupCheck overdue, Notifier notifier, Clock clock) {
        this.overdue = overdue;
        this.notifier = notifier;
        this.clock = clock;
    }

    /** Checks, and notifies if needed. */
    void poll() {
        Optional<String> problem = overdue.problem();
        if (!problem.isPresent()) {
            sentAt = null;
        } else if (sentAt == null || !clock.instant().isBefore(sentAt.plus(INTERVAL))) {
            sentAt = clock.instant();
            notifier.report(EVENT, problem.get());
        }
    }
}
