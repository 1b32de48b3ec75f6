package org.alien4cloud.plugin.backup.service;

import java.time.Duration;

/**
 * How far a backup may go to make documents and files agree; {@code backup.consistency} in
 * {@code alien4cloud-config.yml}.
 */
public final class ConsistencyProperties {

    /** What holds where nothing is configured. */
    public static final ConsistencyProperties DEFAULT =
            new ConsistencyProperties(true, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(1));

    private final boolean escalate;
    private final Duration escalationLimit;
    private final Duration frozenLimit;
    private final Duration settleTime;

    /**
     * @param escalate whether a backup may switch maintenance mode on for what does not come to rest ({@code escalate})
     * @param escalationLimit for how long at most ({@code escalate-seconds})
     * @param frozenLimit for how long at most a frozen backup may ({@code frozen-seconds})
     * @param settleTime within which Alien4Cloud writes a document and the files that belong to it, or goes on writing
     *     all the while ({@code settle-millis}): a second look begins no earlier
     */
    public ConsistencyProperties(
            boolean escalate, Duration escalationLimit, Duration frozenLimit, Duration settleTime) {
        this.escalate = escalate;
        this.escalationLimit = escalationLimit;
        this.frozenLimit = frozenLimit;
        this.settleTime = settleTime;
    }

    public boolean escalate() {
        return escalate;
    }

    public Duration escalationLimit() {
        return escalationLimit;
    }

    public Duration frozenLimit() {
        return frozenLimit;
    }

    public Duration settleTime() {
        return settleTime;
    }
}
