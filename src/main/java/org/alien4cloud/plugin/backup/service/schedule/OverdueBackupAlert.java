package org.alien4cloud.plugin.backup.service.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells when there has been no good backup for too long, and again each day as long as it is so. */
public class OverdueBackupAlert {

    static final String EVENT = "NO_GOOD_BACKUP";
    private static final Duration AGAIN = Duration.ofDays(1);

    private final OverdueBackupCheck overdue;
    private final Notifier notifier;
    private final Clock clock;
    private Instant told;

    public OverdueBackupAlert(OverdueBackupCheck overdue, Notifier notifier, Clock clock) {
        this.overdue = overdue;
        this.notifier = notifier;
        this.clock = clock;
    }

    /** Looks, and tells if need be. */
    void look() {
        Optional<String> lack = overdue.lack();
        if (!lack.isPresent()) {
            told = null;
        } else if (told == null || !clock.instant().isBefore(told.plus(AGAIN))) {
            told = clock.instant();
            notifier.tell(EVENT, lack.get());
        }
    }
}
