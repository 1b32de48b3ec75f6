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
 * {@code renice} of the operating system, for a thread to give way to all others: Java's own priorities have no effect
 * on Linux unless the server was started with an option for them.
 *
 * <p>On Linux a nice value is that of a thread, which those that it starts inherit (sched(7), setpriority(2)). It
 * cannot be taken back without a privilege, so this is only for threads that end with their work and start none that
 * others use. Elsewhere, or where programs may not be started, nothing happens.
 */
final class NiceProgram {

    private static final Logger LOGGER = LoggerFactory.getLogger(NiceProgram.class);

    private static final Collection<Path> PLACES =
            Arrays.asList(Paths.get("/usr/bin/renice"), Paths.get("/bin/renice"));
    /** A link to {@code <process>/task/<thread>}, since Linux 3.17: see proc(5). */
    private static final Path THIS_THREAD = Paths.get("/proc/thread-self");
    /** What nice(1) takes if it is not told: a tenth of what others get where all compete, and all that they leave. */
    private static final String NICE = "10";

    private final Collection<Path> places;

    NiceProgram() {
        this(PLACES);
    }

    /** @param places of the program; the first that can be executed is used */
    NiceProgram(Collection<Path> places) {
        this.places = places;
    }

    /** Has the thread that calls give way from now on. */
    void giveWay() {
        SystemProgram.find(places).ifPresent(program -> {
            try {
                String thread =
                        Files.readSymbolicLink(THIS_THREAD).getFileName().toString();
                int exitCode = program.run("-n", NICE, "-p", thread);
                LOGGER.debug("{} -n {} -p {}: exit code {}", program, NICE, thread, exitCode);
            } catch (IOException | SecurityException | UnsupportedOperationException e) {
                LOGGER.debug("Threads of a backup do not give way to others here", e);
            }
        });
    }
}
