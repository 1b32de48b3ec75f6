package org.alien4cloud.plugin.backup.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Runs a dev host in its own process, on an initially empty data directory (see {@link ServerData}). The data outlive
 * the process, so that it can be started again. The log is target/it/&lt;name&gt;.log.
 */
public final class DevHostProcess implements AutoCloseable {
    /** A start takes about 6 s; builds share their machine. */
    private static final Duration START_LIMIT = Await.LIMIT;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(120);

    private final String name;
    private final Path data;
    private final List<String> options = new ArrayList<>();
    private final List<String> jvm = new ArrayList<>(Arrays.asList("-Xmx768m", "-XX:+UseSerialGC"));
    private Process process;
    private int port;

    private DevHostProcess(String name) {
        this.name = name;
        this.data = ServerData.directory(name);
    }

    /** A dev host that is not started yet; its data directory is emptied. */
    public static DevHostProcess named(String name) {
        DevHostProcess host = new DevHostProcess(name);
        try {
            Files.createDirectories(host.logFile().getParent());
            Files.deleteIfExists(host.logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return host;
    }

    /**
     * Adds arguments of the dev host, as {@code --sample=12} or {@code --backup.directory=/some/where}; they hold for
     * every later start.
     */
    public DevHostProcess with(String... arguments) {
        options.addAll(Arrays.asList(arguments));
        return this;
    }

    /** Adds arguments of the JVM, as {@code -Xmx2g}. */
    public DevHostProcess jvm(String... arguments) {
        jvm.addAll(Arrays.asList(arguments));
        return this;
    }

    /** Starts, or starts again on the same data, and waits until it is up. */
    public DevHostProcess start() {
        launch();
        Path portFile = data.resolve("devhost.port");
        Await.until(name + " is up", START_LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("Dev host " + name + " ended with " + process.exitValue() + ":\n" + log());
            }
            return Files.exists(portFile);
        });
        port = readPort(portFile);
        return this;
    }

    /** Starts and waits until the process has ended by itself; gives its exit code. */
    public int startAndAwaitExit() {
        launch();
        Await.until(name + " has ended", START_LIMIT, () -> !process.isAlive());
        return process.exitValue();
    }

    /** Starts, and does not wait. */
    public void launch() {
        if (isRunning()) {
            throw new IllegalStateException("Dev host " + name + " is running.");
        }
        List<String> command = new ArrayList<>();
        command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        // most of them live for seconds: what the second compiler does would cost more than it brings
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(jvm);
        Path classes = target().resolve("devhost.jsa");
        if (Files.exists(classes)) {
            // it starts in two thirds of the processor time
            command.add("-XX:SharedArchiveFile=" + classes);
        }
        try {
            Files.deleteIfExists(data.resolve("devhost.port"));
            String libraries = Files.readString(Paths.get(property("devhost.classpath.file")))
                    .trim();
            command.addAll(Arrays.asList(
                    "-cp",
                    property("devhost.jar") + File.pathSeparator + libraries,
                    property("devhost.main"),
                    "--data=" + data,
                    "--port=0"));
            command.addAll(options);
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9: nothing is closed or written any more. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** An orderly end, as by Ctrl-C. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("Dev host " + name + " did not end by itself:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends the process if it runs. The data stay for a look. */
    @Override
    public void close() {
        if (isRunning()) {
            kill();
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A caller who is not logged in. */
    public AlienClient anonymous() {
        return new AlienClient(url());
    }

    /** The default administrator, logged in. */
    public AlienClient admin() {
        return anonymous().login("admin", "admin");
    }

    /** A user without rights, logged in: needs sample data. */
    public AlienClient user() {
        return anonymous().login("user", "user");
    }

    /** What the dev host was given as --data. */
    public Path data() {
        return data;
    }

    /** A4C's {@code directories.alien}. */
    public Path alien() {
        return data.resolve(".alien");
    }

    /** A client of the embedded Elasticsearch, for the caller to close. */
    public TransportClient elasticsearch() {
        int esPort = readPort(data.resolve("devhost.es-port"));
        Settings settings = Settings.builder().put("cluster.name", "escluster").build();
        return new PreBuiltTransportClient(settings)
                .addTransportAddress(new TransportAddress(InetAddress.getLoopbackAddress(), esPort));
    }

    /** All that the processes wrote so far. */
    public String log() {
        try {
            return Files.exists(logFile()) ? new String(Files.readAllBytes(logFile()), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The packaged backup plugin. */
    public static Path pluginZip() {
        return Paths.get(property("plugin.zip"));
    }

    /** The packaged plugin that stands for an orchestrator. */
    public static Path mockOrchestratorZip() {
        return Paths.get(property("mock.orchestrator.zip"));
    }

    /** The build directory. */
    public static Path target() {
        return Paths.get(property("devhost.jar")).toAbsolutePath().getParent();
    }

    private Path logFile() {
        return target().resolve("it").resolve(name + ".log");
    }

    private static int readPort(Path file) {
        try {
            return Integer.parseInt(Files.readString(file).trim());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(String key) {
        String value = System.getProperty(key);
        if (value == null) {
            throw new IllegalStateException(
                    "System property " + key + " is missing: run by `mvn verify`, which packages and sets it.");
        }
        return value;
    }
}
