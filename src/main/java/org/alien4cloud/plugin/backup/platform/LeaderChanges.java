package org.alien4cloud.plugin.backup.platform;

import alien4cloud.events.HALeaderElectionEvent;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Keeps others from bringing Alien4Cloud up while its data are being changed: an election of this server as the leader
 * is held, in the thread of who tells it, until the data are whole, and it can be seen that there is one. To be used
 * once.
 */
final class LeaderChanges implements ApplicationListener<HALeaderElectionEvent>, PriorityOrdered {

    private final ApplicationEventMulticaster events;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean elected;

    private LeaderChanges(ApplicationEventMulticaster events) {
        this.events = events;
    }

    /** @param events of the root context, whose listeners make Alien4Cloud come up */
    static LeaderChanges hold(ApplicationEventMulticaster events) {
        LeaderChanges changes = new LeaderChanges(events);
        events.addApplicationListener(changes);
        return changes;
    }

    /** Whether somebody wants Alien4Cloud up. */
    boolean isElected() {
        return elected;
    }

    /** From now on Alien4Cloud may come up. */
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
