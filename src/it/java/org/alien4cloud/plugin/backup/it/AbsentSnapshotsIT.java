package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Runs the command line on a machine that has the backup directory, but not the snapshot repository of Elasticsearch.
 * All commands report the same, and none calls the backups damaged.
 */
public class AbsentSnapshotsIT {

    private static BackupHost host;
    private static Path snapshots;
    private BackupHost bare;
    private Path here;

    @BeforeClass
    public static void start() throws IOException {
        host = BackupHost.start("absent", "--sample=4", "--shards=1");
        for (String name : new String[] {"good", "better"}) {
            host.ended(host.startBackup(Map.of("name", name, "engine", "snapshot")), "SUCCEEDED");
        }
        host.process().stop();
        try (Stream<Path> repositories = Files.list(host.process().data().resolve("snapshots"))) {
            snapshots = repositories.collect(Collectors.toList()).get(0);
        }
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Before
    public void prepareMachine() throws IOException {
        bare = BackupHost.prepared("absent-bare", "--backup.directory=" + host.backups());
        EmbeddedElasticsearch.deleteTree(bare.process().data());
        Files.createDirectories(bare.process().alien());
        here = Files.createDirectories(bare.process().data().resolve("repositories"));
    }

    private CommandLineProcess commandLine(Path pathRepo) {
        return CommandLineProcess.with(
                "--alien-config",
                CommandLineProcess.configure(bare.process().data(), host.backups(), pathRepo, "")
                        .toString());
    }

    @Test
    public void saysWhereTheDocumentsAreAndStoresNothing() throws IOException {
        CommandLineProcess cli = commandLine(here);
        assertSame(
                cli,
                "the directory " + snapshots + " of the Elasticsearch that it was made with",
                "There is no snapshot in " + here.resolve(snapshots.getFileName()) + ". Copy that directory to "
                        + here.resolve(snapshots.getFileName()),
                "or use the second copy");
        assertEquals("nothing was made there", 0, here.toFile().list().length);

        cli.run("restore", "good", "--confirm", "good", "--no-safety-backup", "--directories", "csar", "--force")
                .expect(0);
        assertTrue(
                "files are restored without documents",
                Files.isDirectory(bare.process().alien().resolve("csar")));
        assertEquals("and nothing is made for it", 0, here.toFile().list().length);

        KeptState.copy(snapshots, here.resolve(snapshots.getFileName()));
        cli.run("verify", "good", "--deep").expect(0);
        assertEquals("OK", verified(cli));
        JsonNode impact = cli.json(0, "impact", "good").path("impact");
        assertTrue(impact.toString(), impact.path("documents").path("create").asInt() > 20);
        Files.delete(host.backups().resolve("backups/good/verified.json"));
    }

    @Test
    public void saysSoWhereElasticsearchHasNoPlaceForSnapshots() throws IOException {
        assertSame(
                commandLine(Path.of("[]")),
                "path.repo is not set",
                "the directory " + snapshots,
                "or use the second copy");
    }

    @Test
    public void saysSoWhereOnlyOtherSnapshotsAreHere() throws IOException {
        CommandLineProcess cli = commandLine(here);
        KeptState.copy(snapshots, here.resolve(snapshots.getFileName()));
        try (EmbeddedElasticsearch elasticsearch =
                EmbeddedElasticsearch.startOn(bare.process().alien().resolve("elasticsearch"), "escluster", here)) {
            elasticsearch
                    .nodeClient()
                    .admin()
                    .cluster()
                    .preparePutRepository("other")
                    .setType("fs")
                    .setSettings(Map.of(
                            "location", here.resolve(snapshots.getFileName()).toString()))
                    .get();
            String good =
                    elasticsearch
                            .nodeClient()
                            .admin()
                            .cluster()
                            .prepareGetSnapshots("other")
                            .get()
                            .getSnapshots()
                            .stream()
                            .map(snapshot -> snapshot.snapshotId().getName())
                            .filter(name -> name.startsWith("good"))
                            .collect(Collectors.toList())
                            .get(0);
            elasticsearch
                    .nodeClient()
                    .admin()
                    .cluster()
                    .prepareDeleteSnapshot("other", good)
                    .get();
            elasticsearch
                    .nodeClient()
                    .admin()
                    .cluster()
                    .prepareDeleteRepository("other")
                    .get();
        }
        assertSame(cli, "there are other snapshots only", "the directory " + snapshots, "or use the second copy");
    }

    /** Verification, dry run and restore say all of this, and nothing is known of the backup afterwards. */
    private void assertSame(CommandLineProcess cli, String... words) throws IOException {
        for (String[] command : new String[][] {
            {"verify", "good"}, {"impact", "good"}, {"restore", "good", "--confirm", "good", "--no-safety-backup"}
        }) {
            CommandLineProcess.Result result = cli.run(command).expect(1);
            for (String each : words) {
                assertTrue(
                        command[0] + ": " + result.err,
                        result.err.replaceAll("\\s+", " ").contains(each));
            }
        }
        assertEquals("null", verified(cli));
        assertFalse(Files.exists(host.backups().resolve("damage.json")));
    }

    private static String verified(CommandLineProcess cli) {
        for (JsonNode backup : cli.json(0, "list").path("backups")) {
            if (backup.path("name").asText().equals("good")) {
                return backup.path("verified").asText();
            }
        }
        throw new AssertionError("It is not listed");
    }
}
