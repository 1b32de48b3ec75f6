package org.alien4cloud.plugin.backup.platform;

import alien4cloud.events.HALeaderElectionEvent;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Prevents others from bringing Alien4Cloud up while its data are being changed. It delays an election of this server
 * as the leader, in the thread that reports the election, until the data are whole. Use each object once.
 */
final class LeaderChanges implements ApplicationListener<HALeaderElectionEvent>, PriorityOrdered {

    private final ApplicationEventMulticaster events;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean elected;

    private LeaderChanges(ApplicationEventMulticaster events) {
        this.events = events;
    }

    /** @param events of the root context, whose listeners bring Alien4Cloud up */
    static LeaderChanges hold(ApplicationEventMulticaster events) {
        LeaderChanges changes = new LeaderChanges(events);
        events.addApplicationListener(changes);
        return changes;
    }

    /** Tells whether somebody wants Alien4Cloud up. */
    boolean isElected() {
        return elected;
    }

    /** Lets Alien4Cloud come up from now on. */
    void release() {
        events.removeApplicationListener(this);
        released.countDown();
    }

    @Override
    public void onApplicationEvent(HALeaderElectionEvent event) {
        if (event.isLeader() && released.getCount() > 0) {
            elected = true;
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while Alien4Cloud's data are being restored", e);
            }
        }
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
