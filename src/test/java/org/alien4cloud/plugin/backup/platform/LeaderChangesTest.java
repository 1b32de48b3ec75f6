package org.alien4cloud.plugin.backup.platform;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import alien4cloud.events.HALeaderElectionEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.Test;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

public class LeaderChangesTest {

    private final SimpleApplicationEventMulticaster events = new SimpleApplicationEventMulticaster();
    private final List<Boolean> reached = new CopyOnWriteArrayList<>();

    /** As Alien4Cloud's own, which was there before. */
    private final ApplicationListener<HALeaderElectionEvent> alien4cloud =
            new ApplicationListener<HALeaderElectionEvent>() {
                @Override
                public void onApplicationEvent(HALeaderElectionEvent event) {
                    reached.add(event.isLeader());
                }
            };

    @Test(timeout = 30_000)
    public void holdsAnElectionUntilReleased() throws Exception {
        events.addApplicationListener(alien4cloud);
        LeaderChanges changes = LeaderChanges.hold(events);
        assertFalse(changes.isElected());
        Thread other = new Thread(() -> publish(true));
        other.start();
        while (!changes.isElected()) {
            Thread.sleep(1);
        }
        Thread.sleep(50);
        assertEquals("Alien4Cloud does not come up", 0, reached.size());
        changes.release();
        other.join();
        assertEquals("it comes up afterwards", 1, reached.size());
    }

    @Test(timeout = 30_000)
    public void ignoresBanishmentsAndLaterElections() {
        events.addApplicationListener(alien4cloud);
        LeaderChanges changes = LeaderChanges.hold(events);
        publish(false);
        assertFalse(changes.isElected());
        changes.release();
        publish(true);
        assertFalse("nobody listens any more", changes.isElected());
        assertEquals(2, reached.size());
        assertTrue(reached.get(1));
    }

    private void publish(boolean leader) {
        events.multicastEvent(new HALeaderElectionEvent(this, leader));
    }
}
