package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.transport.TransportClient;

/**
 * Runs a dev host with sample data, the orchestrator plugin and the packaged backup plugin, and offers what tests do
 * with them.
 */
public final class BackupHost implements AutoCloseable {

    static final Duration LIMIT = Await.LIMIT;
    static final String API = "/rest/latest/backups";
    static final String CURRENT = "/rest/latest/maintenance/backup-operation";

    private final DevHostProcess host;
    private final Path plugin;
    private AlienClient admin;

    private BackupHost(DevHostProcess host, Path plugin) {
        this.host = host;
        this.plugin = plugin;
    }

    /**
     * Starts a new one on an empty data directory. Its backups use the index engine that the system property
     * {@code engine} names.
     */
    static BackupHost start(String name, String... options) {
        return start(DevHostProcess.named(name), options);
    }

    /** The same with a process that was prepared. */
    static BackupHost start(DevHostProcess host, String... options) {
        return start(host, DevHostProcess.pluginZip(), options);
    }

    /** The same with another build of the plugin. */
    static BackupHost start(DevHostProcess host, Path plugin, String... options) {
        host.with(
                        "--path-repo=" + host.data().resolve("snapshots"),
                        "--backup.engine=" + System.getProperty("engine", "auto"))
                .with(options);
        return install(host, plugin);
    }

    /** Starts a new one on an empty data directory, with nothing configured. */
    static BackupHost startAsInstalled(String name, String... options) {
        DevHostProcess host = DevHostProcess.named(name);
        host.with(options);
        return install(host, DevHostProcess.pluginZip());
    }

    /** Starts a new one that finds its plugins in the folder that it unpacks anew each time it comes up. */
    static BackupHost startWithInitialPlugins(String name, String... options) throws IOException {
        DevHostProcess host = DevHostProcess.named(name);
        Path plugins = Files.createDirectories(host.data().resolve("init/plugins"));
        Files.copy(DevHostProcess.pluginZip(), plugins.resolve("backup.zip"));
        Files.copy(DevHostProcess.mockOrchestratorZip(), plugins.resolve("orchestrator.zip"));
        host.with("--path-repo=" + host.data().resolve("snapshots")).with(options);
        BackupHost backupHost = new BackupHost(host, DevHostProcess.pluginZip());
        backupHost.start();
        return backupHost;
    }

    /** One with an empty data directory that is to be filled before it is started. */
    static BackupHost prepared(String name, String... options) {
        return new BackupHost(DevHostProcess.named(name).with(options), DevHostProcess.pluginZip());
    }

    private static BackupHost install(DevHostProcess host, Path plugin) {
        BackupHost backupHost = new BackupHost(host, plugin);
        backupHost.start();
        backupHost
                .admin
                .upload("/rest/latest/plugins", DevHostProcess.mockOrchestratorZip())
                .expect(200);
        backupHost.uploadPlugin();
        return backupHost;
    }

    /** Starts it, or starts it again on the same data. */
    void start() {
        host.start();
        admin = host.admin();
    }

    void uploadPlugin() {
        AlienClient.Answer answer = admin.upload("/rest/latest/plugins", plugin).expect(200);
        if (answer.errorCode() != -1) {
            throw new AssertionError("The plugin was not loaded: " + answer);
        }
    }

    DevHostProcess process() {
        return host;
    }

    AlienClient admin() {
        return admin;
    }

    Path backups() {
        return host.data().resolve("alien4cloud-backups");
    }

    /** Makes a backup and waits for its end. */
    JsonNode backUp(String name) {
        return ended(startBackup(Collections.singletonMap("name", name)), "SUCCEEDED");
    }

    /** Deletes a backup and waits for its end. */
    void deleteBackup(String name) {
        String id = admin.delete(API + "/" + name).expect(202).data().path("id").asText();
        ended(id, "SUCCEEDED");
    }

    /** Starts a backup; the id of the operation. */
    String startBackup(Map<String, Object> request) {
        return admin.post(API, request).expect(202).data().path("id").asText();
    }

    /** Changes settings as a page does: reads all of them, changes some, and sends all back. */
    AlienClient.Answer changeSettings(Consumer<ObjectNode> change) {
        ObjectNode settings =
                (ObjectNode) admin.get(API + "/settings").expect(200).data();
        change.accept(settings);
        return admin.send("PUT", API + "/settings", settings.toString());
    }

    /** Starts a restore; the id of the operation. */
    String startRestore(String name, boolean safetyBackup) {
        // what is restored over is spoilt at random, so that a warning may stop it
        Map<String, Object> options = Map.of("confirm", name, "safetyBackup", safetyBackup, "force", true);
        return admin.post(API + "/" + name + "/restore", options)
                .expect(202)
                .data()
                .path("id")
                .asText();
    }

    /** Waits for an operation's end, through the time when the plugin is away. */
    JsonNode ended(String id, String expectedState) {
        JsonNode operation = ended(id);
        if (!expectedState.equals(operation.path("state").asText())) {
            throw new AssertionError("Expected " + expectedState + ": " + operation + "\n" + host.log());
        }
        return operation;
    }

    /** An operation that has ended, whichever way. */
    JsonNode ended(String id) {
        Await.until(
                "operation " + id + " has ended",
                LIMIT,
                () -> !operation(id).path("state").asText("RUNNING").equals("RUNNING"));
        return operation(id);
    }

    /** An operation as it is now; a missing node while nobody answers. */
    JsonNode operation(String id) {
        return admin.get(API + "/operations/" + id).data();
    }

    /** The log of an operation, its lines. */
    String log(String id) {
        StringBuilder text = new StringBuilder();
        admin.get(API + "/operations/" + id + "/log").expect(200).data().forEach(line -> text.append(line.asText())
                .append('\n'));
        return text.toString();
    }

    /** Whether users are sent away. */
    boolean maintenanceIsOn() {
        return admin.get("/rest/latest/csars").status() == 503;
    }

    /** Everything that the server holds now. */
    ServerState state() {
        try (TransportClient client = host.elasticsearch()) {
            return ServerState.read(client, host.alien());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds up Alien4Cloud's coming up after a restore, so that the data can be looked at. */
    void holdBeforeResume() {
        // a server that was killed while it was held up has left it
        delete(host.data().resolve("held-leader"));
        write(host.data().resolve("hold-leader"));
    }

    void awaitHeld() {
        Await.until(
                "Alien4Cloud is about to come up",
                LIMIT,
                () -> Files.exists(host.data().resolve("held-leader")));
    }

    void letResume() {
        delete(host.data().resolve("hold-leader"));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last state in the journal of a restore; empty if there is none. */
    String journalState(String id) {
        Path journal = backups().resolve("journal").resolve(id).resolve("journal.log");
        try {
            String[] lines = Files.readString(journal).split("\n");
            return lines[lines.length - 1].replaceAll(".*\"state\":\"([A-Z_]+)\".*", "$1");
        } catch (IOException e) {
            return "";
        }
    }

    private static void write(Path file) {
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
