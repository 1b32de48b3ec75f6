package org.alien4cloud.plugin.backup.it;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;

/**
 * Builds the packaged plugin with one method changed: the server's process ends when it has written a journal state
 * that the test chose. The plugin itself knows nothing of tests.
 */
final class DeadlyPlugin {

    private static final String CHOSEN = "death.at";
    private static final String JOURNAL = "org.alien4cloud.plugin.backup.operation.Journal";

    private DeadlyPlugin() {}

    /** The option for the JVM of a server that dies at the state that the file has. */
    static String option(Path chosen) {
        return "-D" + CHOSEN + "=" + chosen;
    }

    /** Writes it into the directory. */
    static Path zip(Path directory) {
        Path zip = directory.resolve("deadly-plugin.zip");
        try {
            Files.copy(DevHostProcess.pluginZip(), zip);
            try (FileSystem content = FileSystems.newFileSystem(zip);
                    ClassFileLocator classes = new ClassFileLocator.Compound(
                            ClassFileLocator.ForJarFile.of(zip.toFile()),
                            ClassFileLocator.ForClassLoader.ofSystemLoader())) {
                TypeDescription journal =
                        TypePool.Default.of(classes).describe(JOURNAL).resolve();
                byte[] changed = new ByteBuddy()
                        .redefine(journal, classes)
                        .visit(Advice.to(Death.class).on(named("append").and(takesArguments(2))))
                        .make()
                        .getBytes();
                Files.write(content.getPath(JOURNAL.replace('.', '/') + ".class"), changed);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return zip;
    }

    /** Becomes part of the method: only the JDK is known there. */
    static final class Death {

        private Death() {}

        @Advice.OnMethodExit
        static void written(@Advice.Argument(0) Object state) throws IOException {
            Path chosen = Paths.get(System.getProperty("death.at"));
            if (Files.exists(chosen) && new String(Files.readAllBytes(chosen)).equals(state.toString())) {
                Runtime.getRuntime().halt(137);
            }
        }
    }
}
