package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.cluster.metadata.RepositoryMetaData;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Replaces the plugin by another version of itself, and removes it, as Alien4Cloud does. */
public class PluginUpgradeIT {

    private static final String ID = "alien4cloud-backup-plugin";
    private static final String PLUGINS = "/rest/latest/plugins";
    private static final String PLUGIN = PLUGINS + "/" + ID;
    private static final String SETTINGS = BackupHost.API + "/settings";
    private static final int EXISTS_ALREADY = 502;

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static BackupHost host;
    private static Path other;

    @BeforeClass
    public static void start() throws IOException {
        host = BackupHost.start("upgrade", "--sample=4", "--shards=1", "--path-repo=" + FOLDER.newFolder("snapshots"));
        other = PluginZips.ofVersion(DevHostProcess.pluginZip(), "99.0.0");
        host.backUp("before");
        host.admin()
                .send("PATCH", BackupHost.API + "/before", Map.of("pinned", true, "description", "before the upgrade"))
                .expect(200);
        host.changeSettings(settings -> {
                    settings.with("schedule")
                            .put("enabled", true)
                            .put("cron", "0 30 4 1 1 *")
                            .put("zone", "Asia/Tokyo");
                    settings.with("retention").put("enabled", true).put("last", 3);
                    settings.with("notification")
                            .put("url", "http://127.0.0.1:1/hook")
                            .put("secret", "s3cr3t-word");
                })
                .expect(200);
    }

    @AfterClass
    public static void stop() {
        if (host != null) {
            host.close();
        }
    }

    @Before
    public void install() {
        if (!installed().isMissingNode()) {
            host.admin().delete(PLUGIN).expect(200);
        }
        host.uploadPlugin();
    }

    @Test
    public void refusesAnotherVersionWhileOneIsLoaded() {
        String before = version();
        assertEquals(
                EXISTS_ALREADY, host.admin().upload(PLUGINS, other).expect(409).errorCode());
        assertEquals(before, version());
        host.admin().get(BackupHost.API + "/before").expect(200);
    }

    @Test
    public void staysDisabledWhenReplacedByAnotherVersion() {
        host.admin().get(PLUGIN + "/disable").expect(200);
        assertEquals(-1, host.admin().upload(PLUGINS, other).expect(200).errorCode());
        assertEquals("99.0.0", version());
        assertFalse(installed().path("enabled").asBoolean());
        host.admin().get(BackupHost.API).expect(404);
        host.admin().get(PLUGIN + "/enable").expect(200);
        host.admin().get(BackupHost.API + "/before").expect(200);
    }

    @Test
    public void findsEverythingAfterDeletionAndReinstallation() throws IOException {
        JsonNode backups = host.admin().get(BackupHost.API).expect(200).data();
        JsonNode settings = host.admin().get(SETTINGS).expect(200).data();
        byte[] secret = Files.readAllBytes(host.backups().resolve("settings.json"));
        String base = host.admin()
                .get("/rest/latest/modules")
                .expect(200)
                .json()
                .path(ID)
                .path("base")
                .asText();

        host.admin().delete(PLUGIN).expect(200);
        host.admin().get(BackupHost.API).expect(404);
        assertEquals(-1, host.admin().upload(PLUGINS, other).expect(200).errorCode());

        assertEquals("99.0.0", version());
        assertTrue(installed().path("enabled").asBoolean());
        assertEquals(backups, host.admin().get(BackupHost.API).expect(200).data());
        assertEquals(settings, host.admin().get(SETTINGS).expect(200).data());
        assertTrue(
                settings.toString(),
                settings.path("notification").path("hasSecret").asBoolean());
        assertArrayEquals(secret, Files.readAllBytes(host.backups().resolve("settings.json")));
        String now = host.admin()
                .get("/rest/latest/modules")
                .expect(200)
                .json()
                .path(ID)
                .path("base")
                .asText();
        host.admin().get("/" + now + "scripts/backup.js").expect(200);
        assertFalse("a browser that has the page open has the old script", base.equals(now));
        host.admin().get("/" + base + "scripts/backup.js").expect(404);

        host.backUp("after");
        assertEquals(
                "99.0.0",
                host.admin()
                        .get(BackupHost.API + "/after")
                        .expect(200)
                        .data()
                        .path("versions")
                        .path("plugin")
                        .asText());
        host.ended(host.startRestore("before", false), "SUCCEEDED");
        assertEquals("a restore leaves the plugin as it is", "99.0.0", version());
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/after")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void leavesOnlyBackupsAndSnapshotsWhenDeleted() throws IOException {
        host.ended(host.startBackup(Map.of("name", "snapshotted", "engine", "snapshot")), "SUCCEEDED");
        Set<String> kept = files(host.backups());
        host.admin().delete(PLUGIN).expect(200);

        assertEquals(kept, files(host.backups()));
        assertEquals("its snapshots stay registered", 1, repositories().size());
        ServerState left = host.state();
        assertEquals(
                "documents",
                List.of(),
                left.documents().keySet().stream()
                        .filter(name -> name.endsWith("/" + ID) || name.startsWith("a4c-backup"))
                        .collect(Collectors.toList()));
        assertEquals(
                "files",
                List.of(),
                left.files().keySet().stream()
                        .filter(name -> name.contains("a4c-backup")
                                || name.startsWith("work/plugins") && name.contains("org/alien4cloud/plugin/backup"))
                        .collect(Collectors.toList()));
        host.admin().get("/rest/latest/csars").expect(200);

        host.uploadPlugin();
        host.admin().get(BackupHost.API + "/snapshotted").expect(200);
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/snapshotted")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    /** What docs/operations.md tells who wants to be rid of all of it. */
    @Test
    public void startsFreshWhenItsFilesWereRemoved() throws IOException {
        Path archive = FOLDER.getRoot().toPath().resolve("before.zip");
        host.admin().download(BackupHost.API + "/before/archive", archive).expect(200);
        Path saved = host.backups().resolveSibling("saved");
        host.admin().delete(PLUGIN).expect(200);
        for (String repository : repositories()) {
            try (TransportClient client = host.process().elasticsearch()) {
                client.admin().cluster().prepareDeleteRepository(repository).get();
            }
        }
        try (TransportClient client = host.process().elasticsearch()) {
            client.admin().indices().prepareDelete("a4c-backup-lineage").get();
        }
        for (File marks : host.process()
                .alien()
                .toFile()
                .listFiles((directory, name) -> name.startsWith(".a4c-backup-lineage"))) {
            Files.delete(marks.toPath());
        }
        Files.move(host.backups(), saved);

        host.uploadPlugin();
        assertEquals("There is no backup yet.", lastBackup().path("message").asText());
        host.ended(
                host.admin()
                        .upload(BackupHost.API + "/archive", archive)
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
        JsonNode uploaded = lastBackup();
        assertEquals(
                "There is only 1 imported backup. It does not have the present data of this server.",
                uploaded.path("message").asText());
        assertEquals("WARNING", uploaded.path("state").asText());
        host.backUp("new");
        assertTrue(lastBackup().path("message").asText().startsWith("The newest backup, new,"));

        host.admin().delete(PLUGIN).expect(200);
        Mutations.deleteTree(host.backups());
        Files.move(saved, host.backups());
    }

    private static JsonNode lastBackup() {
        for (JsonNode check :
                host.admin().get(BackupHost.API + "/health").expect(200).data().path("checks")) {
            if (check.path("id").asText().equals("last-backup")) {
                return check;
            }
        }
        throw new AssertionError("There is no such check");
    }

    /** The plugin as Alien4Cloud lists it; a missing node if it does not. */
    private static JsonNode installed() {
        for (JsonNode plugin : host.admin().get(PLUGINS).expect(200).data().path("data")) {
            if (plugin.path("descriptor").path("id").asText().equals(ID)) {
                return plugin;
            }
        }
        return MissingNode.getInstance();
    }

    private static String version() {
        return installed().path("descriptor").path("version").asText();
    }

    private static Set<String> repositories() {
        try (TransportClient client = host.process().elasticsearch()) {
            return client.admin().cluster().prepareGetRepositories().get().repositories().stream()
                    .map(RepositoryMetaData::name)
                    .filter(name -> name.startsWith("a4c-backup"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .filter(name -> !name.startsWith("servers"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
