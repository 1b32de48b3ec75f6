package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Shows a damaged backup as damaged everywhere, over REST and on the page: in the list, in its details, in health and
 * before a restore.
 */
public class DamagedBackupPageIT {

    private static final String LIST = "/admin/backups";

    private static BackupHost host;
    private static Browser browser;
    private static Path live;
    private static Path object;

    /** Two backups that share all contents, of which one is large enough to have a file of its own. */
    @BeforeClass
    public static void start() throws IOException {
        host = BackupHost.start("damaged-page", "--sample=4", "--shards=1");
        browser = Browser.at(host.process().url(), "admin");
        live = Files.write(host.process().alien().resolve("artifacts/large"), new byte[(1 << 20) + 1]);
        host.backUp("older");
        host.backUp("newer");
        try (Stream<Path> objects = Files.walk(host.backups().resolve("objects"))) {
            object = objects.filter(Files::isRegularFile)
                    .collect(Collectors.toList())
                    .get(0);
        }
    }

    @AfterClass
    public static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Before
    public void load() {
        browser.loadAnew();
    }

    @Test
    public void showsADamagedBackupEverywhereUntilItIsIntact() throws IOException {
        byte[] intact = Files.readAllBytes(object);
        byte[] flipped = intact.clone();
        flipped[5] ^= 1;
        Files.write(object, flipped);

        browser.open(LIST);
        browser.click(row("older") + " [name=verify]");
        browser.awaitText("#backup-operation [role=alert]", "Also damaged: newer.");
        browser.awaitText(row("older"), "DAMAGED");
        browser.awaitText(row("newer"), "DAMAGED");
        browser.awaitText("#backup-health", "The newest backup, newer, is damaged.");
        browser.awaitText("#backup-health", "Damaged backups: newer, older.");
        browser.screenshot("damaged-list");
        browser.open(LIST + "/details/newer");
        browser.awaitText("#backup-damage", "artifacts/large");
        browser.screenshot("damaged-details");

        browser.open(LIST + "/impact/newer");
        browser.awaitText("#backup-impact", "The backup is damaged");
        browser.awaitText("#backup-impact", "artifacts/large");
        browser.await("#backup-impact.panel-danger");
        browser.screenshot("damaged-impact");
        browser.open(LIST + "/restore/newer");
        browser.awaitText("#backup-impact", "The backup is damaged");
        browser.type("#restore-name", "newer");
        assertFalse("it is not acknowledged", browser.await("#restore-now").isEnabled());
        browser.click("[name=acknowledge]");
        browser.await("#restore-now:enabled");

        assertEquals("what was chosen does not need it", List.of(), warnings("&directories=csar"));
        assertEquals(List.of("damaged"), warnings("&directories=artifacts"));
        Files.delete(live);
        String refused =
                host.admin().get(BackupHost.API + "/newer/impact").expect(422).body();
        assertTrue(
                refused, refused.contains("lacks the contents of files that the restore would write: artifacts/large"));
        browser.open(LIST + "/impact/newer");
        browser.awaitText("[role=alert]", "artifacts/large");
        Map<String, Object> request = Map.of("confirm", "newer", "force", true, "safetyBackup", false);
        JsonNode restore = host.ended(
                host.admin()
                        .post(BackupHost.API + "/newer/restore", request)
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "FAILED");
        assertTrue(
                restore.toString(),
                restore.path("error").asText().contains(object.getFileName().toString()));

        Files.write(object, intact);
        for (String name : new String[] {"older", "newer"}) {
            host.ended(
                    host.admin()
                            .post(BackupHost.API + "/" + name + "/verify", Map.of())
                            .expect(202)
                            .data()
                            .path("id")
                            .asText(),
                    "SUCCEEDED");
        }
        browser.open(LIST);
        browser.awaitText(row("older"), "intact");
        browser.awaitText(row("newer"), "intact");
        assertFalse(
                browser.text("#backup-health"),
                browser.text("#backup-health").matches("(?s).*(is damaged|be damaged).*"));
        host.ended(host.startRestore("newer", false), "SUCCEEDED");
        assertEquals(intact.length, Files.size(live));
    }

    private static List<String> warnings(String chosen) {
        JsonNode report = host.admin()
                .get(BackupHost.API + "/newer/impact?safetyBackup=false" + chosen)
                .expect(200)
                .data();
        return Stream.of("damaged")
                .filter(id -> report.path("warnings").findValuesAsText("id").contains(id))
                .collect(Collectors.toList());
    }

    private static String row(String name) {
        return "tr[data-backup='" + name + "']";
    }
}
