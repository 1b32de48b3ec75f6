package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Imports, with the packaged command line, backups made by the scripts in the manual of Alien4Cloud 1.x. */
public class LegacyScriptImportIT {

    private static final String BACKUP = "24_11_2018_03_00";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path alien;
    private Path backups;
    private EmbeddedElasticsearch elasticsearch;
    private CommandLineProcess cli;

    @Before
    public void serve() throws IOException {
        alien = folder.newFolder(".alien").toPath();
        backups = folder.newFolder("alien_backups").toPath();
        elasticsearch = EmbeddedElasticsearch.start(folder.getRoot().toPath());
        cli = CommandLineProcess.with(
                "--alien-directory",
                alien.toString(),
                "--backup-directory",
                folder.getRoot().toPath().resolve("backups").toString(),
                "--elasticsearch",
                elasticsearch.address(),
                "--cluster",
                elasticsearch.nodeClient().settings().get("cluster.name"));
        for (String file : new String[] {
            "artifacts/war.war", "csar/a/1.0/a.yml", "csar/artifacts/b.yml", "plugins/p.zip", "images/logo.png"
        }) {
            write(file, file);
        }
        for (int i = 0; i < 25; i++) {
            index("csar", "csar" + i, "{\"id\":\"csar" + i + "\",\"name\":\"a\"}");
        }
        index("user", "admin", "{\"username\":\"admin\"}");
        index("somebodys", "1", "{\"a\":1}");
    }

    @After
    public void end() {
        elasticsearch.close();
    }

    private void write(String file, String content) throws IOException {
        Files.createDirectories(alien.resolve(file).getParent());
        Files.writeString(alien.resolve(file), content);
    }

    private void index(String index, String id, String source) {
        elasticsearch
                .nodeClient()
                .prepareIndex(index, "_doc", id)
                .setSource(source, XContentType.JSON)
                .get();
    }

    private ServerState state() throws IOException {
        return ServerState.read(elasticsearch.nodeClient(), alien);
    }

    private Path scriptBackup() throws IOException, InterruptedException {
        Client client = elasticsearch.nodeClient();
        client.admin()
                .cluster()
                .preparePutRepository("alien_backup")
                .setType("fs")
                .setSettings(Settings.builder()
                        .put("location", backups.resolve("elasticsearch").toString())
                        .put("compress", true))
                .get();
        client.admin()
                .cluster()
                .prepareCreateSnapshot("alien_backup", BACKUP)
                .setWaitForCompletion(true)
                .get();
        Path copies = backups.resolve("filesystem").resolve(BACKUP);
        for (String directory : new String[] {"artifacts", "csar", "plugins"}) {
            Files.createDirectories(copies.resolve(directory));
            assertEquals(
                    0,
                    new ProcessBuilder(
                                    "cp",
                                    "-r",
                                    alien.resolve(directory).toString(),
                                    copies.resolve(directory).toString())
                            .start()
                            .waitFor());
        }
        assertTrue(Files.exists(copies.resolve("csar/csar/artifacts/b.yml")));
        return copies;
    }

    private void spoil() throws IOException {
        EmbeddedElasticsearch.deleteTree(alien.resolve("csar"));
        write("artifacts/strange", "strange");
        write("images/new.png", "new");
        Client client = elasticsearch.nodeClient();
        client.admin().indices().prepareDelete("user").get();
        client.prepareDelete("csar", "_doc", "csar3").get();
        index("csar", "strange", "{\"id\":\"strange\"}");
    }

    @Test
    public void isShownVerifiedAndRestored() throws Exception {
        Path copies = scriptBackup();
        ServerState good = state();
        assertEquals(
                BACKUP,
                cli.json(0, "import-scripts", "--list")
                        .path("snapshots")
                        .path(0)
                        .asText());
        cli.run("import-scripts", copies.toString(), "--name", "old").expect(0);
        assertTrue(cli.run("list").expect(0).out.contains("imported"));
        JsonNode shown = cli.json(0, "show", "old").path("backup");
        assertEquals(26, shown.path("documents").asInt());
        assertTrue(
                shown.path("warnings").toString(),
                shown.path("warnings").toString().contains("were left out: somebodys."));
        String files = cli.run("show", "old", "--files", "csar").expect(0).out;
        assertTrue(files, files.contains("csar/artifacts"));
        assertFalse(files, files.contains("csar/csar"));
        cli.run("verify", "old", "--deep").expect(0);

        spoil();
        assertNotEquals("", good.differences(state(), 1));
        cli.run("restore", "old", "--confirm", "old").expect(0);
        assertEquals("what the scripts do not copy stays", "new", Files.readString(alien.resolve("images/new.png")));
        Files.delete(alien.resolve("images/new.png"));
        assertEquals("", good.differences(state(), 10));
    }

    /** The restore of the scripts leaves one folder in another on the server, of which the next backup makes three. */
    @Test
    public void readsAForgottenRepositoryWithNestedFolders() throws Exception {
        Path copies = scriptBackup();
        for (String directory : new String[] {"artifacts", "csar", "plugins"}) {
            Path once = Files.move(copies.resolve(directory), copies.resolve("once"));
            Files.createDirectories(copies.resolve(directory));
            Files.move(once, copies.resolve(directory).resolve(directory));
        }
        ServerState good = state();
        elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareDeleteRepository("alien_backup")
                .get();
        assertFailure(1, "Elasticsearch knows no snapshot repository 'alien_backup'", "import-scripts", "--list");
        cli.run("import-scripts", copies.toString(), "--name", "old").expect(0);
        assertTrue(
                "read only",
                elasticsearch
                        .nodeClient()
                        .admin()
                        .cluster()
                        .prepareGetRepositories("alien_backup")
                        .get()
                        .repositories()
                        .get(0)
                        .settings()
                        .getAsBoolean("readonly", false));
        spoil();
        Files.delete(alien.resolve("images/new.png"));
        cli.run("restore", "old", "--confirm", "old", "--no-safety-backup").expect(0);
        assertEquals("", good.differences(state(), 10));
    }

    @Test
    public void saysWhatIsMissing() throws Exception {
        Path copies = scriptBackup();
        ServerState good = state();
        assertFailure(2, "name of the new backup with --name", "import-scripts", copies.toString());
        assertFailure(2, "'a/b'", "import-scripts", copies.toString(), "--name", "a/b");
        assertFailure(
                1,
                "has no complete snapshot 'other'. It has: " + BACKUP + ".",
                "import-scripts",
                copies.toString(),
                "--name",
                "old",
                "--snapshot",
                "other");
        assertFailure(
                1,
                "has none of the directories artifacts, csar",
                "import-scripts",
                backups.toString(),
                "--name",
                "old");
        assertFailure(1, "knows no snapshot repository 'mine'", "import-scripts", "--list", "--repository", "mine");
        elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareCreateSnapshot("alien_backup", "others")
                .setIndices("somebodys")
                .setWaitForCompletion(true)
                .get();
        assertFailure(
                1,
                "has no index of Alien4Cloud 3. It has: somebodys.",
                "import-scripts",
                copies.toString(),
                "--name",
                "old",
                "--snapshot",
                "others");
        assertFailure(
                1,
                "location",
                "import-scripts",
                "--list",
                "--repository",
                "elsewhere",
                "--repository-directory",
                "/nowhere/else");
        // a snapshot that Elasticsearch cannot read leaves nothing
        for (Path file : Files.walk(backups.resolve("elasticsearch/indices"))
                .filter(Files::isRegularFile)
                .toArray(Path[]::new)) {
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 10));
        }
        CommandLineProcess.Result damaged = cli.run("import-scripts", copies.toString(), "--name", "old");
        assertTrue(damaged.err, damaged.exitCode == 1 || damaged.exitCode == 4);
        assertTrue(cli.run("list").expect(0).out.startsWith("No backups"));
        assertEquals("no temporary indices either", "", good.differences(state(), 10));
    }

    private void assertFailure(int exitCode, String message, String... arguments) {
        CommandLineProcess.Result result = cli.run(arguments).expect(exitCode);
        assertTrue(result.err, result.err.contains(message));
        assertEquals("one line: " + result.err, 1, result.err.trim().split("\n").length);
    }
}
