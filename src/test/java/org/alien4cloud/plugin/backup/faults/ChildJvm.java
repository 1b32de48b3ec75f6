package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs a class of these tests in a separate process. */
public final class ChildJvm {

    /** Holds how a process ended, and what it printed. */
    public record Ended(int status, String output) {
        public boolean wasKilled() {
            return status == 128 + 9;
        }
    }

    private final List<String> options =
            new ArrayList<>(Arrays.asList("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    private final Class<?> main;
    private final List<String> arguments = new ArrayList<>();

    private ChildJvm(Class<?> main) {
        this.main = main;
    }

    public static ChildJvm of(Class<?> main, Object... arguments) {
        ChildJvm child = new ChildJvm(main);
        for (Object argument : arguments) {
            child.arguments.add(argument.toString());
        }
        return child;
    }

    /** Adds options of the virtual machine. */
    public ChildJvm with(String... more) {
        options.addAll(Arrays.asList(more));
        return this;
    }

    /** Runs the process to its end, however it ends. */
    public Ended run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".log");
        try {
            int status = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            return new Ended(status, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(Arrays.asList("-cp", classPath(), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Returns the class path: Surefire puts that of its own JVM into a manifest, and the real one here. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
