package org.alien4cloud.plugin.backup.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.alien4cloud.plugin.backup.operation.ServerPresence;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RunningServerCheckTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void detectsAServerByItsPortUnlessThatIsIgnored() throws IOException {
        int port;
        try (ServerPresence here = new ServerPresence(folder.getRoot().toPath());
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            String seen = new RunningServerCheck(here, port, true).get().get();
            assertTrue(seen, seen.startsWith("a program answers at its port " + port));
            assertFalse(new RunningServerCheck(here, port, false).get().isPresent());
        }
        assertFalse(new RunningServerCheck(new ServerPresence(folder.getRoot().toPath()), port, true)
                .get()
                .isPresent());
    }

    /** A restore asks all the time while it runs. */
    @Test
    public void checksAtMostOncePerSecond() throws IOException {
        try (ServerPresence here = new ServerPresence(folder.getRoot().toPath());
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RunningServerCheck alien = new RunningServerCheck(here, server.getLocalPort(), true);
            String seen = alien.get().get();
            server.close();
            assertEquals(seen, alien.get().get());
        }
    }
}
