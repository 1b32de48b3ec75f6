package org.alien4cloud.plugin.backup.it;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.common.transport.TransportAddress;

/**
 * Runs one Elasticsearch node in its own process. Its data directory outlives the process, so that the node can be
 * killed and started again. It ends with this process at the latest.
 */
public final class ElasticsearchProcess implements AutoCloseable {

    /** Which Elasticsearch. */
    public enum Version {
        /** The version that the plugin is compiled against. */
        CURRENT {
            @Override
            String classPath() {
                return read("devhost.classpath.file");
            }
        },
        /** 6.6.2, as Alien4Cloud 3.0 runs on it. */
        OF_ALIEN4CLOUD_3_0 {
            @Override
            String classPath() {
                try (Stream<Path> jars = Files.list(Paths.get(property("es30.jars")))) {
                    return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator))
                            + File.pathSeparator
                            + read("es30.others.file");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };

        /** Elasticsearch and all libraries of Alien4Cloud beside it, without any class of this project. */
        abstract String classPath();

        private static String read(String property) {
            try {
                return Files.readString(Paths.get(property(property))).trim();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String property(String key) {
            String value = System.getProperty(key);
            if (value == null) {
                throw new IllegalStateException(
                        "System property " + key + " is missing: run by `mvn verify`, which sets it.");
            }
            return value;
        }
    }

    /** A start takes 4 s; builds share their machine. */
    private static final Duration LIMIT = Await.LIMIT;
    /** Writes of hundreds of megabytes take longest; with -Plong there are gigabytes. */
    private static final Duration RUN_LIMIT = Duration.ofSeconds(Boolean.getBoolean("long") ? 3600 : 600);

    private final Version version;
    private final String name;
    private final Path directory;
    private final Map<String, String> settings = new TreeMap<>();
    private final TransportAddress address = new TransportAddress(InetAddress.getLoopbackAddress(), freePort());
    private Process process;

    /**
     * @param directory for its data, its log and what else it needs
     * @param settings in addition to the usual ones
     */
    ElasticsearchProcess(Version version, String name, Path directory, Map<String, String> settings) {
        this.version = version;
        this.name = name;
        this.directory = directory;
        this.settings.put("node.name", name);
        this.settings.put("path.home", directory.toString());
        this.settings.put("transport.type", "netty4");
        this.settings.put("http.enabled", "false");
        this.settings.put("network.host", "127.0.0.1");
        this.settings.put("processors", "2");
        this.settings.put("cluster.routing.allocation.disk.threshold_enabled", "false");
        this.settings.put("discovery.zen.ping_timeout", "1s");
        this.settings.put(HeldReplicas.SETTING, hold().toString());
        this.settings.putAll(settings);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts it, and does not wait.
     *
     * @param hosts where the nodes of its cluster are or will be, as host:port, separated by commas
     */
    void launch(String hosts) {
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(startedFile());
            List<String> command =
                    new ArrayList<>(java(version, Arrays.asList("-Xmx384m", "-Dorg.apache.logging.log4j.level=INFO")));
            command.addAll(Arrays.asList(
                    ElasticsearchMain.class.getName(),
                    startedFile().toString(),
                    "transport.tcp.port=" + address.getPort(),
                    "discovery.zen.ping.unicast.hosts=" + hosts));
            settings.forEach((key, value) -> command.add(key + "=" + value));
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The beginning of a command that runs a class of these tests on a version of Elasticsearch.
     *
     * @param more options of the virtual machine
     * @param ownClasses directories of this project's classes, besides the tests' own
     */
    public static List<String> java(Version version, List<String> more, Path... ownClasses) {
        List<String> command = new ArrayList<>(Arrays.asList(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dlog4j2.disable.jmx=true"));
        command.addAll(more);
        String own = Stream.concat(Stream.of(testClasses()), Arrays.stream(ownClasses))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        command.addAll(Arrays.asList("-cp", own + File.pathSeparator + version.classPath()));
        return command;
    }

    /**
     * Runs a command to its end.
     *
     * @return what it printed
     * @throws AssertionError with that, unless the exit status is 0
     */
    public static String run(List<String> command, Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(RUN_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(
                        "It failed or did not end: " + String.join(" ", command) + "\n" + Files.readString(output));
            }
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path testClasses() {
        try {
            return Paths.get(ElasticsearchMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until it is up. */
    void awaitStart() {
        Await.until("Elasticsearch " + name + " is up", LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(
                        "Elasticsearch " + name + " ended with " + process.exitValue() + ":\n" + log());
            }
            return Files.exists(startedFile());
        });
    }

    /** kill -9. The data stay. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Elasticsearch " + name + " cannot be killed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** While this file exists, writes to the replicas of this node wait. */
    public Path hold() {
        return directory.resolve("hold-replicas");
    }

    public String name() {
        return name;
    }

    /** Where transport clients and other nodes reach it; the same after a new start. */
    public TransportAddress address() {
        return address;
    }

    /** All that it has logged. */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path startedFile() {
        return directory.resolve("started");
    }

    @Override
    public void close() {
        if (isRunning()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
