package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * The packaged command line as processes, on the data of a dev host that is stopped: embedded, with a separate
 * Elasticsearch, and on a bare machine.
 */
public class CommandLineIT {

    /**
     * Nothing of a stopped server is left alone but its mode. The trace of a backup's end is in the audit trail once
     * the backup is made.
     */
    private static final Predicate<String> MODE =
            document -> document.startsWith("maintenancemodestate/") || document.startsWith("audittrace/");

    private static BackupHost host;
    private static ServerState good;

    @BeforeClass
    public static void start() throws IOException {
        Path configuration = Files.createTempDirectory("configuration").resolve("alien4cloud-config.yml");
        host = BackupHost.start(
                "command-line",
                "--sample=16",
                "--shards=1",
                "--backup.configuration-files=" + Files.writeString(configuration, "a: b"));
        try (Client client = host.process().elasticsearch()) {
            client.prepareIndex("gitlocation", "_doc", "moved")
                    .setSource(
                            "{\"id\":\"moved\",\"local\":true,\"url\":\""
                                    + host.process().alien().toUri() + "git/here\"}",
                            XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
        host.backUp("good");
        host.process().stop();
        good = state(host.process().alien());
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Before
    public void putBack() {
        if (host.process().isRunning()) {
            host.process().stop();
        }
    }

    private static EmbeddedElasticsearch elasticsearchOf(Path alien) {
        EmbeddedElasticsearch elasticsearch =
                EmbeddedElasticsearch.startOn(alien.resolve("elasticsearch"), "escluster");
        // one that has just been started has not found its indices yet
        assertFalse(elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareHealth()
                .setWaitForYellowStatus()
                .get()
                .isTimedOut());
        return elasticsearch;
    }

    private static ServerState state(Path alien) throws IOException {
        try (EmbeddedElasticsearch elasticsearch = elasticsearchOf(alien)) {
            return state(elasticsearch, alien);
        }
    }

    private static ServerState state(EmbeddedElasticsearch elasticsearch, Path alien) throws IOException {
        return ServerState.read(elasticsearch.nodeClient(), alien).without(MODE, file -> false);
    }

    /**
     * All that may go wrong with data: documents and whole indices gone, strange ones, a mapping that does not fit,
     * files gone, strange, changed.
     */
    private static void destroy(Client client, Path alien) throws IOException {
        client.admin()
                .indices()
                .prepareDelete("csar", "application", "topology")
                .get();
        client.admin()
                .indices()
                .prepareCreate("topology")
                .addMapping(
                        "_doc", "{\"_doc\":{\"properties\":{\"archiveName\":{\"type\":\"long\"}}}}", XContentType.JSON)
                .get();
        client.prepareIndex("topology", "_doc", "strange")
                .setSource("{\"archiveName\":7}", XContentType.JSON)
                .get();
        client.prepareDelete("user", "_doc", "admin").get();
        client.prepareIndex("metapropconfiguration", "_doc", "strange")
                .setSource("{\"id\":\"strange\"}", XContentType.JSON)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
        destroyFiles(alien);
        Path image = Files.list(alien.resolve("images")).findFirst().get();
        Files.write(image, new byte[] {1}, StandardOpenOption.APPEND);
    }

    private static void destroy() throws IOException {
        try (EmbeddedElasticsearch elasticsearch =
                elasticsearchOf(host.process().alien())) {
            destroy(elasticsearch.nodeClient(), host.process().alien());
        }
    }

    private static void assertGood() throws IOException {
        assertEquals("", good.differences(state(host.process().alien()), 10));
    }

    @Test
    public void backsUpAndRestoresWhereElasticsearchIsEmbedded() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        JsonNode backup = cli.json(0, "backup", "cold", "--consistency", "frozen");
        assertEquals("SUCCEEDED", backup.path("operation").path("state").asText());
        assertEquals("whole", 0, cli.run("verify", "cold", "--deep").expect(0).exitCode);
        destroy();
        ServerState destroyed = state(host.process().alien());
        assertNotEquals("", good.differences(destroyed, 1));
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
        assertGood();
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
        assertGood();
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
            assertEquals("", good.differences(state(separate, host.process().alien()), 10));
        }
    }

    @Test
    public void takesTheAcknowledgementOfTheReportThatItPrinted() throws IOException {
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
            assertTrue(refused, refused.contains("not the restore that the report with the digest " + other));
            cli.run(with(restore, "--acknowledge", digest)).expect(0);
            assertEquals("", good.differences(state(separate, host.process().alien()), 10));
        }
    }

    private static String[] with(String[] arguments, String... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
    }

    @Test
    public void putsEverythingBackWhenElasticsearchRefusesADocument() throws IOException {
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
            assertEquals("", good.differences(state(separate, host.process().alien()), 10));
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
    public void makesABareMachineTheServerThatWasBackedUp() throws IOException {
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
                good.without(document -> document.startsWith("gitlocation/moved"), file -> false)
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
        assertTrue(old.err, old.err.contains("is of another Elasticsearch cluster"));
        CommandLineProcess.of(host)
                .run("restore", "good", "--confirm", "good", "--no-safety-backup")
                .expect(0);
        assertGood();
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
    public void cancelsABackupOnCtrlC() throws Exception {
        Path large = host.process().alien().resolve("artifacts/large");
        byte[] random = new byte[64 << 20];
        new Random().nextBytes(random);
        Files.write(large, random);
        Process process =
                CommandLineProcess.of(host).startInForeground("backup", "cancelled", "--engine", "export", "--full");
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf("Index engine") < 0) {
            int read = process.getErrorStream().read();
            assertTrue("ended too early: " + seen, read >= 0);
            seen.append((char) read);
        }
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
        CommandLineProcess.Result result = CommandLineProcess.await(process).expect(1);
        assertTrue(result.err, result.err.contains("backup of cancelled was cancelled"));
        assertFalse(CommandLineProcess.of(host).run("list").expect(0).out.contains("cancelled"));
        Files.delete(large);
    }

    @Test
    public void drawsAProgressBarInATerminalOnly() {
        CommandLineProcess cli = CommandLineProcess.of(host);
        CommandLineProcess.Result terminal =
                cli.runInTerminal("backup", "drawn", "--full").expect(0);
        assertTrue(terminal.out, terminal.out.contains("\r\033[K[###"));
        assertTrue(terminal.out, terminal.out.contains(" %  "));
        assertTrue("in colour: " + terminal.out, terminal.out.contains("\033[32mDone"));
        Arrays.stream(terminal.out.split("\r"))
                .map(line -> line.replace("\033[K", ""))
                .filter(line -> line.startsWith("["))
                .forEach(line -> assertTrue("fits the terminal: " + line, line.length() < 100));
        CommandLineProcess.Result plain = cli.run("verify", "drawn").expect(0);
        assertFalse(plain.err, (plain.err + plain.out).contains("\033["));
        CommandLineProcess.Result quiet = cli.run("--quiet", "verify", "drawn").expect(0);
        assertEquals("", quiet.err);
    }

    @Test
    public void tellsInOneLineWhatIsWrong() throws IOException {
        assertFailure(
                2,
                "there is no file /no/such.yml",
                CommandLineProcess.with("-c", "/no/such.yml").run("list"));
        assertFailure(2, "Did you mean good", CommandLineProcess.of(host).run("show", "god"));
        assertFailure(
                2, "Unknown option: '--no-such'", CommandLineProcess.of(host).run("list", "--no-such"));
        assertFailure(
                2, "Add --confirm good to continue", CommandLineProcess.of(host).run("restore", "good"));
        assertFailure(
                2, "Invalid backup name '../x'", CommandLineProcess.of(host).run("show", "../x"));
        CommandLineProcess unreachable = CommandLineProcess.with(
                "--alien-directory",
                host.process().alien().toString(),
                "--backup-directory",
                host.backups().toString(),
                "--elasticsearch",
                "127.0.0.1:1,no-such-host.invalid");
        CommandLineProcess.Result failure = unreachable.run("backup");
        assertFailure(1, "127.0.0.1:1 (Connection refused)", failure);
        assertFailure(1, "no-such-host.invalid (unknown host)", failure);
        try (EmbeddedElasticsearch separate = elasticsearchOf(host.process().alien())) {
            assertFailure(
                    1,
                    "belongs to the cluster 'escluster', but Alien4Cloud is configured for 'other'",
                    CommandLineProcess.of(host, separate).run("--cluster", "other", "backup"));
        }
    }

    @Test
    public void printsDocumentsOfTheSchemaForScripts() {
        CommandLineProcess cli = CommandLineProcess.of(host);
        assertEquals(
                "good",
                cli.json(0, "list", "good").path("backups").path(0).path("name").asText());
        assertEquals(
                "good", cli.json(0, "show", "good").path("backup").path("name").asText());
        assertTrue(cli.json(0, "show", "good", "--files", "csar/").path("files").size() > 10);
        assertTrue(cli.json(0, "show", "good", "--log").path("log").size() > 1);
        assertTrue(cli.json(0, "recover", "--dry-run").path("whole").asBoolean());
        assertEquals(
                0,
                cli.json(0, "prune", "--dry-run", "--last", "1").path("deletes").size());
        assertTrue(cli.json(0, "health").path("health").path("checks").size() > 5);
        assertEquals(
                2, cli.json(2, "show", "god").path("error").path("exitCode").asInt());
        assertEquals(
                2,
                cli.json(2, "list", "--no-such").path("error").path("exitCode").asInt());
        assertEquals(
                "backup, restore and impact are tested where they are made",
                2,
                cli.json(2, "restore", "good").path("error").path("exitCode").asInt());
    }

    @Test
    public void refusesARepositoryOfANewerFormat() throws IOException {
        Path newer = Files.createTempDirectory("newer");
        Path copy = Files.createDirectories(newer.resolve("backups"));
        byte[] descriptor = Files.readString(host.backups().resolve("repository.json"))
                .replaceAll("(\"formatVersion\"\\s*:\\s*)1", "$199")
                .getBytes(StandardCharsets.UTF_8);
        Files.write(copy.resolve("repository.json"), descriptor);
        Files.writeString(
                copy.resolve("repository.sha256"),
                org.alien4cloud.plugin.backup.io.Digests.hex(org.alien4cloud.plugin.backup.io.Digests.sha256()
                                .digest(descriptor))
                        + "  repository.json\n");
        assertFailure(
                1,
                "has format version 99",
                CommandLineProcess.with(
                                "--alien-directory",
                                host.process().alien().toString(),
                                "--backup-directory",
                                copy.toString())
                        .run("list"));
    }

    @Test
    public void saysWhatMayNotBeReadOrWritten() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        List<String> command = new java.util.ArrayList<>(cli.command("list"));
        command.addAll(0, Arrays.asList("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        Process process = new ProcessBuilder(command).start();
        CommandLineProcess.Result result = CommandLineProcess.await(process);
        if (System.getProperty("user.name").equals("root")) {
            assertFailure(1, "may not read the backups", result);
        }
    }

    @Test
    public void endsWithFourWhereABackupIsDamaged() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        cli.run("backup", "damaged", "--engine", "export").expect(0);
        Path list = host.backups().resolve("backups/damaged/files.jsonl.gz");
        Files.write(list, new byte[] {0}, StandardOpenOption.APPEND);
        CommandLineProcess.Result result = cli.run("verify", "damaged").expect(4);
        assertTrue(result.err, result.err.contains("is damaged"));
        assertTrue(cli.run("list").expect(0).out.contains("DAMAGED"));
        cli.run("restore", "damaged", "--confirm", "damaged").expect(4);
        assertEquals(4, cli.json(4, "verify", "damaged").path("exitCode").asInt());
        cli.run("delete", "damaged").expect(0);
    }

    @Test
    public void restoresWhereElasticsearchHasLostItsData() throws IOException {
        CommandLineProcess.lastResort(host, "good", null).run(4);
        assertGood();
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
    public void restoresWhatIsWholeOfADamagedBackup() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        cli.run("backup", "part", "--engine", "export", "--full").expect(0);
        Path documents = host.backups().resolve("backups/part/indices/user.ndjson.gz");
        Files.write(documents, Arrays.copyOf(Files.readAllBytes(documents), 20));
        destroyFiles(host.process().alien());
        CommandLineProcess.lastResort(host, "part", null).run(7, 4);
        assertGood();
        cli.run("delete", "part").expect(0);
    }

    private static void destroyFiles(Path alien) throws IOException {
        EmbeddedElasticsearch.deleteTree(alien.resolve("csar"));
        Files.writeString(alien.resolve("git/strange"), "strange");
    }

    @Test
    public void exportsAndImportsABackup() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        Path archive = Files.createTempDirectory("carried").resolve("good.zip");
        cli.run("export", "good", archive.toString()).expect(0);
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)));
        assertFailure(2, "already exists. Add --overwrite", cli.run("export", "good", archive.toString()));
        cli.run("import", archive.toString(), "--name", "brought").expect(0);
        destroyFiles(host.process().alien());
        CommandLineProcess.lastResort(host, "good", archive).run(6);
        assertGood();
        assertTrue(cli.run("show", "brought").expect(0).out.contains("imported"));
        cli.run("verify", "brought").expect(0);
        assertFailure(
                1,
                "There is a backup named 'brought' already",
                cli.run("import", archive.toString(), "--name", "brought"));
        Files.write(archive, new byte[100]);
        cli.run("import", archive.toString(), "--name", "broken").expect(4);
        assertTrue(
                cli.run("prune", "--dry-run", "--last", "1").expect(0).out.contains("There is nothing to delete now."));
        assertFailure(2, "No retention rules are set", cli.run("prune"));
        cli.run("delete", "brought").expect(0);
    }

    @Test
    public void encryptsAnArchiveWithAPassphraseFromAFile() throws IOException {
        CommandLineProcess cli = CommandLineProcess.of(host);
        Path folder = Files.createTempDirectory("sealed");
        Path archive = folder.resolve("good.enc");
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse\nnot this line");
        Path wrong = Files.writeString(folder.resolve("wrong"), "correct hose");
        assertFailure(2, "no terminal to type it", cli.run("export", "good", archive.toString(), "--encrypt"));
        cli.run("export", "good", archive.toString(), "--passphrase-file", passphrase.toString())
                .expect(0);
        assertEquals("A4CARCE1", new String(Files.readAllBytes(archive), 0, 8, StandardCharsets.US_ASCII));
        assertFailure(2, "no terminal to type it", cli.run("import", archive.toString(), "--name", "sealed"));
        assertFailure(
                4,
                "The passphrase is wrong",
                cli.run("import", archive.toString(), "--name", "sealed", "--passphrase-file", wrong.toString()));
        cli.run("import", archive.toString(), "--name", "sealed", "--passphrase-file", passphrase.toString())
                .expect(0);
        cli.run("delete", "sealed").expect(0);
        assertFailure(
                2,
                folder + "/none",
                cli.run(
                        "import",
                        archive.toString(),
                        "--passphrase-file",
                        folder.resolve("none").toString()));
    }

    private static void assertFailure(int exitCode, String message, CommandLineProcess.Result result) {
        result.expect(exitCode);
        assertEquals("", result.out);
        assertTrue(result.err, result.err.contains(message));
        assertEquals("one line: " + result.err, 1, result.err.trim().split("\n").length);
        assertFalse(result.err, result.err.contains("Exception"));
    }
}
