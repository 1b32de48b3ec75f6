package org.alien4cloud.plugin.backup.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.operation.ServerPresence;

/**
 * By what an Alien4Cloud is seen to run on the data: the plugin in it says so in the backup directory, or something
 * answers at its port.
 */
final class RunningServerCheck implements Supplier<Optional<String>> {

    private static final int CONNECT_MILLIS = 500;
    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private final ServerPresence servers;
    private final int port;
    private final boolean portCounts;
    private long lookedAt = System.nanoTime() - LOOK_EVERY_NANOS;
    private Optional<String> seen = Optional.empty();

    /** @param portCounts false if whatever answers at that port is known to be something else */
    RunningServerCheck(ServerPresence servers, int port, boolean portCounts) {
        this.servers = servers;
        this.port = port;
        this.portCounts = portCounts;
    }

    /** Looks at most once a second. */
    @Override
    public synchronized Optional<String> get() {
        if (System.nanoTime() - lookedAt >= LOOK_EVERY_NANOS) {
            seen = look();
            lookedAt = System.nanoTime();
        }
        return seen;
    }

    private Optional<String> look() {
        List<String> others;
        try {
            others = servers.others();
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Whether an Alien4Cloud works on these data cannot be told: " + e, e);
        }
        if (!others.isEmpty()) {
            return Optional.of("its backup plugin is loaded in " + String.join("; ", others));
        }
        return portCounts && isTaken()
                ? Optional.of("something answers at its port " + port
                        + " on this machine (server.port; if that is another" + " program, say --ignore-port)")
                : Optional.empty();
    }

    private boolean isTaken() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
