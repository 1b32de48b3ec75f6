package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.StoppedServer.destroy;
import static org.alien4cloud.plugin.backup.it.StoppedServer.destroyFiles;
import static org.alien4cloud.plugin.backup.it.StoppedServer.elasticsearchOf;
import static org.alien4cloud.plugin.backup.it.StoppedServer.state;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** Restores a stopped server with the command line. */
public class CommandLineRestoreIT {

    @ClassRule
    public static final StoppedServer SERVER = new StoppedServer("command-line-restore");

    private final BackupHost host = SERVER.host();

    @Before
    public void stopServer() {
        SERVER.stopIfRunning();
    }

    @Test
    public void backsUpAndRestoresWhereElasticsearchIsEmbedded() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        JsonNode backup = cli.json(0, "backup", "cold", "--consistency", "frozen");
        assertEquals("SUCCEEDED", backup.path("operation").path("state").asText());
        assertEquals("whole", 0, cli.run("verify", "cold", "--deep").expect(0).exitCode);
        SERVER.destroy();
        ServerState destroyed = state(host.process().alien());
        assertNotEquals("", SERVER.good().differences(destroyed, 1));
        JsonNode impact = cli.json(0, "impact", "cold").path("impact");
        assertTrue("made anew: " + impact, impact.path("warnings").toString().contains("indices-anew"));
        assertTrue(impact.toString(), impact.path("documents").path("create").asInt() > 20);
        assertEquals(
                "a dry run changes nothing",
                "",
                destroyed.differences(state(host.process().alien()), 10));

        CommandLineProcess.Result restore =
                cli.run("restore", "cold", "--confirm", "cold").expect(0);
        assertTrue(restore.out, restore.out.startsWith("Done: restore of cold"));
        SERVER.assertGood();
        JsonNode kept = cli.json(0, "list", "before-restore").path("backups").path(0);
        String safety = kept.path("name").asText();
        assertEquals("cold", kept.path("undoes").asText());
        assertTrue(cli.run("list").expect(0).out.contains(safety + " undoes the last restore, of cold."));
        cli.run("restore", safety, "--confirm", safety, "--no-safety-backup").expect(0);
        assertFalse("that one cannot be undone", cli.run("list").expect(0).out.contains("undoes the last restore"));
        // of indices that a backup does not have nothing is removed
        assertEquals(
                "back again",
                "",
                destroyed.differences(
                        state(host.process().alien())
                                .without(
                                        document -> document.startsWith("application/") || document.startsWith("csar/"),
                                        file -> false),
                        10));
        // its third command tells what a restore would do, and that a warning would stop it
        CommandLineProcess.lastResort(host, "good", null).run(3);
        SERVER.assertGood();
        host.start();
        host.admin().get("/rest/latest/csars").expect(200);
        assertEquals(
                "good",
                host.admin()
                        .get(BackupHost.API + "/good")
                        .expect(200)
                        .data()
                        .path("name")
                        .asText());
    }

    @Test
    public void backsUpAndRestoresWhereElasticsearchIsSeparate() throws IOException {
        try (EmbeddedElasticsearch separate = elasticsearchOf(host.process().alien())) {
            CommandLineProcess cli = CommandLineProcess.of(host, separate);
            cli.run("backup", "separate", "--engine", "export").expect(0);
            destroy(separate.nodeClient(), host.process().alien());
            cli.run("restore", "separate", "--confirm", "separate", "--no-safety-backup")
                    .expect(0);
            assertEquals(
                    "", SERVER.good().differences(state(separate, host.process().alien()), 10));
        }
    }

    @Test
    public void acceptsTheAcknowledgementOfThePrintedReport() throws IOException {
        try (EmbeddedElasticsearch separate = elasticsearchOf(host.process().alien())) {
            CommandLineProcess cli = CommandLineProcess.of(host, separate);
            cli.run("backup", "read", "--engine", "export").expect(0);
            separate.nodeClient()
                    .prepareIndex("deployment", "_doc", "running")
                    .setSource("{\"id\":\"running\",\"sourceName\":\"shop\"}", XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
            String[] restore = {"restore", "read", "--confirm", "read", "--no-safety-backup"};
            assertTrue(
                    "of other options", cli.run("impact", "read").expect(4).out.contains("--acknowledge "));
            String other =
                    cli.json(4, "impact", "read").path("impact").path("digest").asText();
            String digest = cli.json(4, "impact", "read", "--no-safety-backup")
                    .path("impact")
                    .path("digest")
                    .asText();
            String refused = cli.run(restore).expect(1).err;
            assertTrue(refused, refused.contains("--acknowledge " + digest + " or --force"));
            refused = cli.run(with(restore, "--acknowledge", other)).expect(1).err;
            assertTrue(refused, refused.contains("differs from the report with the digest " + other));
            cli.run(with(restore, "--acknowledge", digest)).expect(0);
            assertEquals(
                    "", SERVER.good().differences(state(separate, host.process().alien()), 10));
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    public void rollsBackWhenElasticsearchRefusesADocument() throws IOException {
        try (EmbeddedElasticsearch separate = elasticsearchOf(host.process().alien())) {
            CommandLineProcess cli = CommandLineProcess.of(host, separate);
            cli.run("backup", "refused", "--engine", "export").expect(0);
            destroy(separate.nodeClient(), host.process().alien());
            ServerState destroyed = state(separate, host.process().alien());
            block(separate, true);
            Process process = cli.start("restore", "refused", "--confirm", "refused", "--no-safety-backup", "--json");
            Await.until("it is being undone", BackupHost.LIMIT, () -> Arrays.stream(
                            host.backups().resolve("journal").toFile().list())
                    .anyMatch(id -> host.journalState(id).equals("UNDOING")));
            block(separate, false);
            JsonNode refused = CommandLineProcess.await(process).expect(3).json();
            assertEquals(
                    refused.toString(),
                    "ROLLED_BACK",
                    refused.path("operation").path("state").asText());
            assertEquals(
                    "as before",
                    "",
                    destroyed.differences(state(separate, host.process().alien()), 10));
            cli.run("restore", "refused", "--confirm", "refused", "--no-safety-backup")
                    .expect(0);
            assertEquals(
                    "", SERVER.good().differences(state(separate, host.process().alien()), 10));
        }
    }

    private static void block(EmbeddedElasticsearch elasticsearch, boolean on) {
        elasticsearch
                .nodeClient()
                .admin()
                .indices()
                .prepareUpdateSettings("metapropconfiguration")
                .setSettings(Settings.builder().put("index.blocks.write", on))
                .get();
    }

    @Test
    public void restoresOntoABareMachine() throws IOException {
        BackupHost bare = BackupHost.prepared(
                "command-line-bare",
                "--backup.directory=" + host.backups(),
                "--path-repo=" + host.process().data().resolve("snapshots"));
        Path alien = Files.createDirectories(bare.process().alien());
        CommandLineProcess cli = CommandLineProcess.with(
                "--alien-config",
                CommandLineProcess.configure(
                                bare.process().data(),
                                host.backups(),
                                host.process().data().resolve("snapshots"),
                                "")
                        .toString());
        JsonNode impact = cli.json(0, "impact", "good").path("impact");
        assertTrue(impact.toString(), impact.path("warnings").toString().contains("other-data-directory"));
        EmbeddedElasticsearch.deleteTree(alien);
        new LastResort(bare.process().data(), host.backups(), "good", null).run(5);
        assertEquals(
                "all but the location",
                "",
                SERVER.good()
                        .without(document -> document.startsWith("gitlocation/moved"), file -> false)
                        .differences(
                                state(alien)
                                        .without(document -> document.startsWith("gitlocation/moved"), file -> false),
                                10));
        try (BackupHost started = bare) {
            started.start();
            started.admin().get("/rest/latest/csars").expect(200);
            started.admin().get("/rest/latest/mock-orchestrator").expect(200);
            try (Client client = started.process().elasticsearch()) {
                String url = String.valueOf(client.prepareGet("gitlocation", "_doc", "moved")
                        .get()
                        .getSourceAsMap()
                        .get("url"));
                assertEquals(alien.toUri() + "git/here", url);
            }
            // its backups are its own still, and the next one is made there
            started.ended(started.startRestore("good", false), "SUCCEEDED");
            started.backUp("at-home");
        }
        // the old server has moved: it does not write into the directory of the new one
        CommandLineProcess.Result old =
                CommandLineProcess.of(host).run("backup", "late").expect(1);
        assertTrue(old.err, old.err.contains("belongs to another Elasticsearch cluster"));
        CommandLineProcess.of(host)
                .run("restore", "good", "--confirm", "good", "--no-safety-backup")
                .expect(0);
        SERVER.assertGood();
    }

    @Test
    public void refusesARestoreWhileAlien4CloudRuns() throws IOException {
        host.start();
        CommandLineProcess cli = CommandLineProcess.of(host);
        CommandLineProcess.Result refused =
                cli.run("restore", "good", "--confirm", "good").expect(5);
        assertTrue(
                refused.err,
                refused.err.contains("Alien4Cloud runs on these data: its backup plugin is loaded in process "));
        CommandLineProcess.Result port = CommandLineProcess.with(
                        "--alien-directory",
                        host.process().alien().toString(),
                        "--backup-directory",
                        Files.createTempDirectory("no-backups").toString())
                .run("recover")
                .expect(1);
        assertTrue(port.err, port.err.contains("There are no backups in"));
        assertTrue(cli.run("recover").expect(5).err.contains("its backup plugin is loaded in"));
        // what only reads may go on, and a backup as well, as far as Elasticsearch can be reached
        assertTrue(cli.run("list").expect(0).out.contains("good"));
        try (Client client = host.process().elasticsearch()) {
            String address = "127.0.0.1:"
                    + Files.readString(host.process().data().resolve("devhost.es-port"))
                            .trim();
            CommandLineProcess.with(
                            "--alien-directory",
                            host.process().alien().toString(),
                            "--backup-directory",
                            host.backups().toString(),
                            "--elasticsearch",
                            address)
                    .run("backup", "beside", "--engine", "export")
                    .expect(0);
        }
        CommandLineProcess.Result locked = cli.run("health").expect(4);
        assertTrue(locked.out, locked.out.contains("node lock"));
    }

    @Test
    public void restoresWhereElasticsearchHasLostItsData() throws IOException {
        CommandLineProcess.lastResort(host, "good", null).run(4);
        SERVER.assertGood();
        assertEquals(
                "the cluster is another one",
                "good",
                CommandLineProcess.of(host)
                        .json(0, "list", "good")
                        .path("backups")
                        .path(0)
                        .path("name")
                        .asText());
        EmbeddedElasticsearch.deleteTree(host.process().data().resolve("elasticsearch-broken"));
    }

    @Test
    public void restoresTheIntactPartsOfADamagedBackup() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        cli.run("backup", "part", "--engine", "export", "--full").expect(0);
        Path documents = host.backups().resolve("backups/part/indices/user.ndjson.gz");
        Files.write(documents, Arrays.copyOf(Files.readAllBytes(documents), 20));
        destroyFiles(host.process().alien());
        CommandLineProcess.lastResort(host, "part", null).run(7, 4);
        SERVER.assertGood();
        cli.run("delete", "part").expect(0);
    }
}
