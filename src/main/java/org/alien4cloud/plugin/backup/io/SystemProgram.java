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
 * Runs a program of the operating system where Java has no call for the purpose. It waits for the end of the program
 * even if the thread is interrupted; the interrupt is kept.
 */
public final class SystemProgram {

    private static final File NOTHING = new File("/dev/null");

    private final Path file;

    private SystemProgram(Path file) {
        this.file = file;
    }

    /** @param places candidates; the first that can be executed is used */
    public static Optional<SystemProgram> find(Collection<Path> places) {
        return places.stream().filter(Files::isExecutable).findFirst().map(SystemProgram::new);
    }

    /**
     * Runs the program without reading what it prints.
     *
     * @return the exit code
     * @throws IOException if the program cannot be started
     * @throws SecurityException if this server may not start programs
     */
    public int run(String... arguments) throws IOException {
        return Threads.keepingInterrupts(
                builder(arguments).redirectOutput(NOTHING).start()::waitFor);
    }

    /** Returns the first line that the program prints; null if there is none. Fails as {@link #run}. */
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
