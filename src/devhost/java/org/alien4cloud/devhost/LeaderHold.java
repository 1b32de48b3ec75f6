package org.alien4cloud.devhost;

import alien4cloud.events.HALeaderElectionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Lets a test look at the data while the full context is down: as long as a file {@code <data>/hold-leader} exists, an
 * election is held up before it reaches A4C, and a file {@code <data>/held-leader} says so. A4C has nothing of the
 * kind.
 */
public class LeaderHold implements ApplicationListener<HALeaderElectionEvent>, PriorityOrdered {
    private final Path hold;
    private final Path held;

    public LeaderHold(@Value("${devhost.data}") String data) {
        this.hold = Paths.get(data, "hold-leader");
        this.held = Paths.get(data, "held-leader");
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void onApplicationEvent(HALeaderElectionEvent event) {
        if (!event.isLeader() || !Files.exists(hold)) {
            return;
        }
        try {
            Files.write(held, new byte[0]);
            while (Files.exists(hold)) {
                Thread.sleep(20);
            }
            Files.delete(held);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
