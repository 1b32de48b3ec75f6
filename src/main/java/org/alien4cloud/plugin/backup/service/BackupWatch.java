package org.alien4cloud.plugin.backup.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells when there has been no good backup for too long, and again each day as long as it is so. */
public class BackupWatch {

    static final String EVENT = "NO_GOOD_BACKUP";
    private static final Duration AGAIN = Duration.ofDays(1);

    private final BackupAge age;
    private final Notifier notifier;
    private final Clock clock;
    private Instant told;

    public BackupWatch(BackupAge age, Notifier notifier, Clock clock) {
        this.age = age;
        this.notifier = notifier;
        this.clock = clock;
    }

    /** Looks, and tells if need be. */
    void look() {
        Optional<String> lack = age.lack();
        if (!lack.isPresent()) {
            told = null;
        } else if (told == null || !clock.instant().isBefore(told.plus(AGAIN))) {
            told = clock.instant();
            notifier.tell(EVENT, lack.get());
        }
    }
}
