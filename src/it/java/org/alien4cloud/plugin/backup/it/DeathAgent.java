package org.alien4cloud.plugin.backup.it;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * Ends a server's process, without a word, at the moment when its packaged plugin has written a state of the journal that a test has chosen:
 * an agent of the JVM, since the plugin itself knows nothing of tests.
 */
public final class DeathAgent {

    private static final String CHOSEN = "death.at";

    private DeathAgent() {
    }

    /** The options for the JVM of a server that dies where the file says. */
    static String[] options(Path directory, Path chosen) {
        Path jar = directory.resolve("death-agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), DeathAgent.class.getName());
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH,
                AgentBuilder.class.getProtectionDomain().getCodeSource().getLocation().toString());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : new Class<?>[] {DeathAgent.class, Death.class}) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {"-javaagent:" + jar, "-D" + CHOSEN + "=" + chosen};
    }

    /** Called by the JVM. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        new AgentBuilder.Default().type(named("org.alien4cloud.plugin.backup.operation.Journal"))
                .transform((builder, type, loader, module, domain) -> builder
                        .visit(Advice.to(Death.class).on(named("append").and(takesArguments(2)))))
                .installOn(instrumentation);
    }

    /** Becomes part of the method: only the JDK is known there. */
    static final class Death {

        private Death() {
        }

        @Advice.OnMethodExit
        static void written(@Advice.Argument(0) Object state) throws IOException {
            Path chosen = Paths.get(System.getProperty("death.at"));
            if (Files.exists(chosen) && new String(Files.readAllBytes(chosen)).equals(state.toString())) {
                Runtime.getRuntime().halt(137);
            }
        }
    }
}
