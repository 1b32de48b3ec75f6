package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.StoppedServer.destroyFiles;
import static org.alien4cloud.plugin.backup.it.StoppedServer.elasticsearchOf;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;

/** Runs the commands of the command line, except restores, as a user does. */
public class CommandLineIT {

    @ClassRule
    public static final StoppedServer SERVER = new StoppedServer("command-line");

    private final BackupHost host = SERVER.host();

    @Before
    public void stopServer() {
        SERVER.stopIfRunning();
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
    public void reportsFailuresInOneLine() throws IOException {
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
    public void saysThatBackupsMayNotBeRead() throws IOException {
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
    public void exitsWith4ForADamagedBackup() throws IOException {
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
        SERVER.assertGood();
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
