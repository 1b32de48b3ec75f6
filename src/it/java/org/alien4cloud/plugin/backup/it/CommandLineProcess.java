package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.everit.json.schema.Schema;
import org.everit.json.schema.ValidationException;
import org.everit.json.schema.loader.SchemaLoader;
import org.json.JSONObject;

/** Runs the packaged command line, unpacked from its zip, in processes of its own. */
final class CommandLineProcess {

    private static final long SECONDS = Await.LIMIT.toSeconds();
    private static final Schema SCHEMA = schema();
    private static Path program;
    private static Path classes;

    private final List<String> options;

    private CommandLineProcess(List<String> options) {
        this.options = options;
    }

    private static Schema schema() {
        try {
            return SchemaLoader.load(new JSONObject(Files.readString(Paths.get("docs", "command-line.schema.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param options that every call gets */
    static CommandLineProcess with(String... options) {
        return new CommandLineProcess(Arrays.asList(options));
    }

    /** For the data of a dev host that is stopped, configured as an Alien4Cloud with an embedded Elasticsearch is. */
    static CommandLineProcess of(BackupHost host) {
        return with("--alien-config", configure(host, "").toString());
    }

    /** For the data of a dev host that is stopped, of which Elasticsearch is started by itself. */
    static CommandLineProcess of(BackupHost host, EmbeddedElasticsearch separate) {
        return with(
                "--alien-config",
                configure(
                                host,
                                "elasticSearch:\n  client: true\n  transportClient: true\n  hosts: "
                                        + separate.address() + "\n")
                        .toString());
    }

    /** For the commands of the page to print. */
    static LastResort lastResort(BackupHost host, String name, Path archive) {
        configure(host, "");
        return new LastResort(host.process().data(), host.backups(), name, archive);
    }

    private static Path configure(BackupHost host, String elasticsearch) {
        return configure(
                host.process().data(), host.backups(), host.process().data().resolve("snapshots"), elasticsearch);
    }

    /**
     * Writes the configuration files of an Alien4Cloud, as they are in its config directory. @return
     * alien4cloud-config.yml
     */
    static Path configure(Path server, Path backups, Path snapshots, String elasticsearch) {
        try {
            Path config = Files.createDirectories(server.resolve("config"));
            Files.writeString(
                    config.resolve("elasticsearch.yml"),
                    "path:\n  home: .alien/elasticsearch\n  repo: " + snapshots
                            + "\ntransport:\n  type: mock-socket-network\ncluster:\n  name: escluster\nnode:\n  name: alien\n");
            // a port at which nobody answers
            return Files.writeString(
                    config.resolve("alien4cloud-config.yml"),
                    "server:\n  port: 1\ndirectories:\n  alien: ${server.home:.}/.alien\n" + "backup:\n  directory: "
                            + backups + "\n" + elasticsearch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Result run(String... arguments) {
        return await(start(arguments));
    }

    /** Runs it with {@code --json}. */
    JsonNode json(int exitCode, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        Result result = run(all.toArray(new String[0])).expect(exitCode);
        return result.json();
    }

    Process start(String... arguments) {
        return start(command(arguments));
    }

    /** Starts it as if by hand: what is started in the background, as tests may be, ignores Ctrl-C. */
    Process startInForeground(String... arguments) {
        List<String> command = new ArrayList<>(Arrays.asList("env", "--default-signal=INT"));
        command.addAll(command(arguments));
        return start(command);
    }

    /** Runs it in a terminal: what it writes there. */
    Result runInTerminal(String... arguments) {
        String command = String.join(" ", command(arguments));
        return await(start(Arrays.asList("script", "-qec", "stty cols 100; " + command, "/dev/null")));
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(
                Arrays.asList("sh", program().resolve("bin/alien4cloud-backup").toString()));
        command.addAll(options);
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private static Process start(List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().put("TERM", "xterm");
            builder.environment().put("JAVA_OPTS", javaOptions());
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its end. */
    static Result await(Process process) {
        try {
            StringBuilder err = new StringBuilder();
            Thread reader = new Thread(() -> {
                try {
                    err.append(new String(process.getErrorStream().readAllBytes()));
                } catch (IOException e) {
                    err.append(e);
                }
            });
            reader.start();
            String out = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("It does not end: " + out + err);
            }
            reader.join();
            return new Result(process.exitValue(), out, err.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The directory that the zip has in it. */
    static synchronized Path program() {
        if (program == null) {
            Path zip = Paths.get(System.getProperty("cli.zip"));
            try {
                Path directory =
                        ServerData.directory("cli-" + ProcessHandle.current().pid());
                unzip(zip, directory);
                program = directory.resolve(zip.getFileName().toString().replaceAll("\\.zip$", ""));
                archiveClasses(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return program;
    }

    /** What lets it start in half of the processor time, which counts where it is started as often as here. */
    static String javaOptions() {
        return "-XX:TieredStopAtLevel=1" + (classes == null ? "" : " -XX:SharedArchiveFile=" + classes);
    }

    private static void archiveClasses(Path directory) throws IOException {
        Path archive = directory.resolve("classes.jsa");
        ProcessBuilder builder = new ProcessBuilder(with(
                                "--alien-directory",
                                Files.createDirectories(directory.resolve("alien"))
                                        .toString(),
                                "--embedded",
                                directory.resolve("elasticsearch").toString())
                        .command("backup", "first"))
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(directory.resolve("first.log").toFile())
                .environment()
                .put("JAVA_OPTS", javaOptions() + " -XX:ArchiveClassesAtExit=" + archive);
        await(builder.start()).expect(0);
        classes = archive;
    }

    private static void unzip(Path zip, Path directory) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = directory.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.write(target, in.readAllBytes());
                    if (target.getParent().endsWith("bin") && !target.toFile().setExecutable(true)) {
                        throw new IOException("Cannot make " + target + " executable");
                    }
                }
            }
        }
    }

    /** What a process has left. */
    static final class Result {

        final int exitCode;
        final String out;
        final String err;

        Result(int exitCode, String out, String err) {
            this.exitCode = exitCode;
            this.out = out;
            this.err = err;
        }

        Result expect(int expected) {
            if (exitCode != expected) {
                throw new AssertionError("Exit code " + exitCode + " in place of " + expected + ":\n" + out + err);
            }
            return this;
        }

        /** One document that fits docs/command-line.schema.json, and nothing else. */
        JsonNode json() {
            try {
                SCHEMA.validate(new JSONObject(out));
                assertEquals("one line", out.length() - 1, out.indexOf('\n'));
                return new ObjectMapper().readTree(out);
            } catch (ValidationException e) {
                throw new AssertionError(e.toJSON().toString(2) + " of " + out, e);
            } catch (IOException e) {
                throw new AssertionError("No JSON: " + out, e);
            }
        }
    }
}
