package org.alien4cloud.plugin.backup.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lowers the priority of a thread with the operating system's {@code renice}: Java's own priorities have no effect on
 * Linux unless the server was started with an option for them.
 *
 * <p>On Linux a nice value is that of a thread, which those that it starts inherit (sched(7), setpriority(2)). It
 * cannot be undone without a privilege. So it is only for threads that end with their work, and that start no threads
 * which others use. Elsewhere, or where programs cannot be started, nothing happens.
 */
final class NiceProgram {

    private static final Logger LOGGER = LoggerFactory.getLogger(NiceProgram.class);

    private static final Collection<Path> PLACES =
            Arrays.asList(Paths.get("/usr/bin/renice"), Paths.get("/bin/renice"));
    /** A link to {@code <process>/task/<thread>}, since Linux 3.17: see proc(5). */
    private static final Path THIS_THREAD = Paths.get("/proc/thread-self");
    /** The default of nice(1): a tenth of the processor time of others where all compete, and all that they leave. */
    private static final String NICE = "10";

    private final Collection<Path> places;

    NiceProgram() {
        this(PLACES);
    }

    /** @param places of the program; the first that can be executed is used */
    NiceProgram(Collection<Path> places) {
        this.places = places;
    }

    /** Lowers the priority of the calling thread for the rest of its life. */
    void lowerPriority() {
        SystemProgram.find(places).ifPresent(program -> {
            try {
                String thread =
                        Files.readSymbolicLink(THIS_THREAD).getFileName().toString();
                int exitCode = program.run("-n", NICE, "-p", thread);
                LOGGER.debug("{} -n {} -p {}: exit code {}", program, NICE, thread, exitCode);
            } catch (IOException | SecurityException | UnsupportedOperationException e) {
                LOGGER.debug("Backup threads run at normal priority here", e);
            }
        });
    }
}
