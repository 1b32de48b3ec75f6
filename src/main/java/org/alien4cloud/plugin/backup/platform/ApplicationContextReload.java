package org.alien4cloud.plugin.backup.platform;

import alien4cloud.events.HALeaderElectionEvent;
import alien4cloud.orchestrators.services.OrchestratorStateService;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ApplicationEventMulticaster;

/**
 * Unloads Alien4Cloud's application context and builds it again, without ending the process. It sends the events that
 * an election of a leader sends: Alien4Cloud destroys its full application context when it loses an election, and
 * builds it when it wins one.
 */
final class ApplicationContextReload {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationContextReload.class);

    private final ApplicationContext rootContext;
    private final ApplicationEventMulticaster rootEvents;
    private final OrchestratorStateService orchestrators;
    private volatile boolean broughtToRest;
    private volatile LeaderChanges leaderChanges;

    ApplicationContextReload(
            ApplicationContext rootContext,
            ApplicationEventMulticaster rootEvents,
            OrchestratorStateService orchestrators) {
        this.rootContext = rootContext;
        this.rootEvents = rootEvents;
        this.orchestrators = orchestrators;
    }

    /** As {@link AlienPlatform#quiesce()}. */
    void quiesce() {
        unloadOrchestrators();
        broughtToRest = true;
        leaderChanges = LeaderChanges.hold(rootEvents);
        publish(false);
    }

    /** Tells whether {@link #quiesce()} was called, even if Alien4Cloud is up again. */
    boolean wasBroughtToRest() {
        return broughtToRest;
    }

    /**
     * The restore may be needed just because the documents of orchestrators are broken. Orchestrators that are not
     * unloaded in good order here are unloaded with the context.
     */
    private void unloadOrchestrators() {
        try {
            orchestrators.unloadAllOrchestrators();
        } catch (RuntimeException e) {
            LOG.warn("Backup: the orchestrators could not be unloaded in good order; the restore goes on", e);
        }
    }

    /** As {@link AlienPlatform#requireAtRest()}. */
    void requireAtRest() {
        if (leaderChanges.isElected()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Somebody else wants Alien4Cloud up while its data are being restored"
                            + " (an election of the leader). It comes up when the data are whole.");
        }
    }

    /** As {@link AlienPlatform#resume()}. */
    void resume() {
        if (leaderChanges != null) {
            leaderChanges.release();
        }
        try {
            publish(true);
        } catch (RuntimeException | Error first) {
            LOG.warn("Backup: Alien4Cloud did not come up; trying again", first);
            try {
                takeDownHalfBuilt();
                publish(true);
            } catch (RuntimeException | Error second) {
                second.addSuppressed(first);
                // otherwise Alien4Cloud would ignore the next try
                takeDownHalfBuilt();
                throw new BackupException(
                        BackupException.Kind.PRECONDITION, "Alien4Cloud does not come up: " + second, second);
            }
        }
    }

    /**
     * After a failed start Alien4Cloud believes that it is up. Taking it down may fail as well. After that it knows
     * that it is down, and {@link OrphanedPlugins} receives the second event.
     */
    private void takeDownHalfBuilt() {
        for (int i = 0; i < 2; i++) {
            try {
                publish(false);
                return;
            } catch (RuntimeException | Error e) {
                LOG.info("Backup: taking the half built context down ended with {}", e.toString());
            }
        }
    }

    /**
     * Returns when Alien4Cloud is up. While it builds its full context it holds a lock that this event waits for. A
     * context that is up already stays as it is; Alien4Cloud then logs a false warning that "something seems wrong".
     */
    void awaitUp() {
        publish(true);
    }

    private void publish(boolean leader) {
        rootContext.publishEvent(new HALeaderElectionEvent(this, leader));
    }
}
