package org.alien4cloud.plugin.backup.io;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/**
 * A program of the operating system for what Java has no call for. It is waited for, also where the thread is
 * interrupted: the interrupt is kept.
 */
public final class SystemProgram {

    private static final File NOTHING = new File("/dev/null");

    private final Path file;

    private SystemProgram(Path file) {
        this.file = file;
    }

    /** @param places the first that can be executed is the program */
    public static Optional<SystemProgram> find(Collection<Path> places) {
        return places.stream().filter(Files::isExecutable).findFirst().map(SystemProgram::new);
    }

    /**
     * What it prints is left unread.
     *
     * @return its exit code
     * @throws IOException if it cannot be started
     * @throws SecurityException if this server may not start programs
     */
    public int run(String... arguments) throws IOException {
        return Threads.keepingInterrupts(
                builder(arguments).redirectOutput(NOTHING).start()::waitFor);
    }

    /** The first line that it prints, null if it prints none. Fails as {@link #run}. */
    public String firstLine(String... arguments) throws IOException {
        Process process = builder(arguments).start();
        try (BufferedReader answer =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1))) {
            return answer.readLine();
        } finally {
            Threads.keepingInterrupts(process::waitFor);
        }
    }

    private ProcessBuilder builder(String... arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(file.toString()).redirectInput(NOTHING).redirectError(NOTHING);
        builder.command().addAll(Arrays.asList(arguments));
        return builder;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
