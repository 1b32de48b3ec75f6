package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Shows the state of the server, even if it does not answer, or others change it. */
public class PageStateIT {

    private static final String LIST = "/admin/backups";

    private static final int PAGE = 20;

    private static final String UNREAD = " .unread";

    private static final String AGAIN = " [name=again]";

    private static BackupHost host;

    private static FailingProxy proxy;

    private static Browser browser;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void start() throws IOException {
        host = BackupHost.start("page-state", "--sample=1", "--shards=1");
        host.backUp("first");
        proxy = FailingProxy.before(host.process().url());
        browser = Browser.at(proxy.url(), "admin");
    }

    @AfterClass
    public static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        if (host != null) {
            host.close();
        }
    }

    @Before
    public void load() {
        browser.loadAnew();
    }

    @After
    public void heal() {
        proxy.heal();
    }

    @Test
    public void showsNoUnreadDataAsEmpty() {
        unread(LIST, "GET backups\\?size=20.*", "#backup-list-reading", "tr[data-backup=first]", "#backup-none");
        unread(LIST, "GET backups/health", "#backup-health-reading", "#backup-health", "#backup-health");
        unread(
                LIST + "/details/first",
                "GET backups/first",
                "#backup-details-reading",
                "#backup-details",
                "#backup-details");
        unread(
                LIST + "/details/first",
                "GET backups/first/files\\?.*",
                "#backup-files-reading",
                "#backup-files tbody tr",
                "#backup-files tbody tr");
        unread(
                LIST + "/details/first",
                "GET backups/first/log",
                "#backup-making-reading",
                "#backup-making",
                "#backup-making");
        unread(LIST + "/restore/first", "GET backups/first", "#restore-reading", "#restore-sent", "#restore-now");
        unread(
                LIST,
                "GET backups/operations/last-restore",
                "#backup-operation",
                "#backup-operation",
                "#backup-last-restore");
    }

    private void unread(String view, String call, String place, String content, String notMeanwhile) {
        for (int status : new int[] {504, 500, 403}) {
            proxy.fail(call, status);
            browser.loadAnew();
            browser.open(view);
            browser.await(place + UNREAD);
            assertFalse(call + " " + status + " shows " + notMeanwhile, browser.displayed(notMeanwhile));
            proxy.heal();
            browser.click(place + AGAIN);
            browser.awaitGone(place + UNREAD);
            browser.await(content);
        }
    }

    @Test
    public void showsNoFilesOfAnotherDirectoryAfterAFailure() {
        browser.open(LIST + "/details/first");
        browser.awaitText("#backup-files", "csar");
        proxy.fail("GET backups/first/files.*", 500);
        browser.click("#backup-files tbody button");
        browser.await("#backup-files-reading" + UNREAD);
        assertFalse(browser.text("#backup-files"), browser.text("#backup-files").contains("csar"));
        browser.click("#backup-files-reading" + AGAIN);
        browser.await("#backup-files-reading" + UNREAD);
        proxy.heal();
        browser.click("#backup-files-reading" + AGAIN);
        browser.await("#backup-files tbody tr:nth-child(2)");
    }

    @Test
    public void saysThatTheRunningOperationIsUnknown() {
        browser.open(LIST);
        browser.await("#backup-operation");
        proxy.fail("GET maintenance/backup-operation", 500);
        browser.await("#backup-operation-unread");
        proxy.heal();
        browser.awaitGone("#backup-operation-unread");
    }

    @Test
    public void showsThePreviousPageWhenThisOneGetsEmpty() {
        int there = host.admin()
                .get(BackupHost.API)
                .expect(200)
                .data()
                .path("totalResults")
                .asInt();
        for (int i = there; i <= PAGE; i++) {
            host.backUp("of-many-" + i);
        }
        browser.open(LIST);
        browser.click(".pagination li:nth-last-child(3) a");
        browser.await("tr[data-backup=first]");
        assertEquals(1L, browser.script("return document.querySelectorAll('tr[data-backup]').length"));
        browser.click("tr[data-backup=first] [name=delete]");
        browser.click("#btn-confirm");
        Await.until("the others are shown", Duration.ofSeconds(60), () -> browser.script(
                        "return document.querySelectorAll('tr[data-backup]').length")
                .equals((long) PAGE));
        assertFalse(browser.displayed("#backup-none"));

        browser.type("#backup-search", "no such backup");
        browser.awaitText("#backup-none", "No backup has this");
        browser.screenshot("nothing-found");
        browser.replace("#backup-search", "of-many-7");
        browser.await("tr[data-backup=of-many-7]");
        assertFalse(browser.displayed("#backup-none"));
        host.backUp("first");
    }

    @Test
    public void offersToUndoTheLastRestore() throws IOException {
        try (BackupHost copied = BackupHost.start(
                "page-undo",
                "--sample=1",
                "--shards=1",
                "--backup.copy.directory=" + folder.getRoot().toPath().resolve("copy"))) {
            copied.backUp("good");
            awaitCopy(copied);
            copied.admin()
                    .post("/rest/latest/applications", Map.of("name", "Later", "archiveName", "Later"))
                    .expect(201);
            copied.ended(copied.startRestore("good", true), "SUCCEEDED");
            awaitCopy(copied);
            JsonNode last = copied.admin()
                    .get(BackupHost.API + "/operations/last-restore")
                    .expect(200)
                    .data();
            String safety = last.path("safetyBackup").asText();
            assertEquals("good", last.path("operation").path("backup").asText());
            try (Browser other = Browser.at(copied.process().url(), "admin")) {
                other.open(LIST);
                other.awaitText("#backup-operation", "Second copy");
                other.awaitText("#backup-last-restore", "good");
                other.awaitText("tr[data-backup=" + safety + "] [name=undo]", "Undo the restore of good");
                assertFalse(other.displayed("tr[data-backup=good] [name=undo]"));
                other.screenshot("undo");
                assertFalse("wider than 1024 pixels", other.isTooWide(1024));
                other.click("tr[data-backup=" + safety + "] [name=undo]");
                other.awaitText("#backup-impact", "Later");
                other.open(LIST);
                other.click("#backup-undo");
                other.awaitText("#backup-impact", "Later");
                assertTrue(other.url(), other.url().endsWith("/restore/" + safety));
                other.assertQuiet();
            }
            copied.ended(
                    copied.admin()
                            .delete(BackupHost.API + '/' + safety)
                            .expect(202)
                            .data()
                            .path("id")
                            .asText(),
                    "SUCCEEDED");
            assertTrue(
                    "what it needs is gone",
                    copied.admin()
                            .get(BackupHost.API + "/operations/last-restore")
                            .expect(200)
                            .data()
                            .isNull());
        }
    }

    private static void awaitCopy(BackupHost host) {
        Await.until("the second copy is the last operation", BackupHost.LIMIT, () -> {
            JsonNode last = host.admin().get(BackupHost.CURRENT).data();
            return last.path("kind").asText().equals("REPLICATE")
                    && last.path("state").asText().equals("SUCCEEDED");
        });
    }
}
