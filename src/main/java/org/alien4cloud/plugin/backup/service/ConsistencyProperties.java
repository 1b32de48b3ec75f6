package org.alien4cloud.plugin.backup.service;

import java.time.Duration;

/**
 * Limits what a backup may do to make documents and files match: {@code backup.consistency} in
 * {@code alien4cloud-config.yml}.
 */
public final class ConsistencyProperties {

    /** The default configuration. */
    public static final ConsistencyProperties DEFAULT =
            new ConsistencyProperties(true, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(1));

    private final boolean escalate;
    private final Duration escalationLimit;
    private final Duration frozenLimit;
    private final Duration settleTime;

    /**
     * @param escalate whether a backup may switch maintenance mode on if changes do not stop ({@code escalate})
     * @param escalationLimit the maximum time for that ({@code escalate-seconds})
     * @param frozenLimit the maximum time in maintenance mode of a frozen backup ({@code frozen-seconds})
     * @param settleTime time within which Alien4Cloud writes a document and its files, unless it writes without pause
     *     ({@code settle-millis}); the next scan begins no earlier
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
