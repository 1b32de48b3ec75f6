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
 * Detects an Alien4Cloud that is running on the data: its plugin has registered in the backup directory, or a program
 * answers at its port.
 */
final class RunningServerCheck implements Supplier<Optional<String>> {

    private static final int CONNECT_MILLIS = 500;
    private static final long CHECK_EVERY_NANOS = 1_000_000_000L;

    private final ServerPresence servers;
    private final int port;
    private final boolean portCounts;
    private long checkedAt = System.nanoTime() - CHECK_EVERY_NANOS;
    private Optional<String> seen = Optional.empty();

    /** @param portCounts false if another program is known to use that port */
    RunningServerCheck(ServerPresence servers, int port, boolean portCounts) {
        this.servers = servers;
        this.port = port;
        this.portCounts = portCounts;
    }

    /** Returns the sign of a running Alien4Cloud, if there is one; checks at most once per second. */
    @Override
    public synchronized Optional<String> get() {
        if (System.nanoTime() - checkedAt >= CHECK_EVERY_NANOS) {
            seen = check();
            checkedAt = System.nanoTime();
        }
        return seen;
    }

    private Optional<String> check() {
        List<String> others;
        try {
            others = servers.others();
        } catch (IOException e) {
            throw new BackupException(
                    Kind.IO, "Cannot find out whether an Alien4Cloud is running on these data: " + e, e);
        }
        if (!others.isEmpty()) {
            return Optional.of("its backup plugin is loaded in " + String.join("; ", others));
        }
        return portCounts && isTaken()
                ? Optional.of("a program answers at its port " + port
                        + " on this machine (server.port; if that is another program, add --ignore-port)")
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
