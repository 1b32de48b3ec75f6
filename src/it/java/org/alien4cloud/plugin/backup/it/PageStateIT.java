package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.Keys;

/**
 * What the administration page shows where it cannot read what is there, where others change it, and where input is
 * wrong.
 */
public class PageStateIT {

    private static final String LIST = "/admin/backups";
    private static final String SETTINGS = LIST + "/settings";
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

    private static JsonNode settings() {
        return host.admin().get(BackupHost.API + "/settings").expect(200).data();
    }

    private static JsonNode withoutVersion(JsonNode settings) {
        return ((ObjectNode) settings.deepCopy()).without("version");
    }

    private static void setAll() {
        host.changeSettings(settings -> {
                    settings.with("schedule")
                            .put("enabled", true)
                            .put("cron", "0 30 4 * * *")
                            .put("zone", "Asia/Tokyo");
                    settings.with("retention")
                            .put("enabled", true)
                            .put("last", 3)
                            .put("maxBytes", 50_000_000_000L);
                    settings.with("notification")
                            .put("url", "http://127.0.0.1:1/hook")
                            .put("secret", "s3cr3t-word")
                            .put("maxAgeHours", 26);
                    settings.with("verification").put("deepEveryDays", 7);
                })
                .expect(200);
    }

    /** Types over what is in a field. */
    private static void replace(String css, String text) {
        browser.type(css, Keys.chord(Keys.CONTROL, "a") + text);
    }

    private static String value(String css) {
        return browser.await(css).getAttribute("value");
    }

    @Test
    public void showsNoSettingsThatItCouldNotRead() {
        setAll();
        JsonNode before = settings();
        for (int status : new int[] {504, 403, 500}) {
            proxy.fail("GET backups/settings", status);
            browser.loadAnew();
            browser.open(SETTINGS);
            browser.await("#backup-settings-reading" + UNREAD);
            assertFalse("a form of " + status, browser.displayed("#backup-settings-form"));
            proxy.heal();
            browser.click("#backup-settings-reading" + AGAIN);
            browser.await("#backup-next-runs li:nth-child(5)");
            assertEquals("3", value("#retention-last"));
        }
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertEquals("saved as it was", withoutVersion(before), withoutVersion(settings()));
    }

    @Test
    public void comesBackToTheSettingsWhenTheServerDoes() {
        proxy.fail("GET backups/settings", 503);
        browser.open(SETTINGS);
        browser.awaitText("#backup-settings-reading", "does not answer at the moment");
        assertFalse(browser.displayed("#backup-settings-form"));
        proxy.heal();
        browser.await("#backup-settings-form");
        assertFalse(browser.displayed("#backup-settings-reading"));
    }

    @Test
    public void offersDefaultsWhereWhatIsStoredIsDamaged() throws IOException {
        setAll();
        Files.writeString(host.backups().resolve("settings.json"), "{\"schedule\": ");
        browser.open(SETTINGS);
        browser.awaitText("#backup-settings-reading" + UNREAD, "cannot be used");
        assertFalse(browser.displayed("#backup-settings-form"));
        browser.click("#backup-settings-defaults");
        browser.awaitText("#backup-settings-preview", "No backup is made automatically");
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertFalse(settings().path("schedule").path("enabled").asBoolean());
    }

    @Test
    public void doesNotSaveOverAChangeOfSomebodyElse() {
        setAll();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        host.changeSettings(settings -> settings.with("retention").put("last", 11))
                .expect(200);
        replace("#retention-daily", "5");
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-refused", "changed by somebody else");
        assertEquals(11, settings().path("retention").path("last").asInt());
        browser.click("#backup-settings-refused [name=load]");
        Await.until("what is set now is shown", BackupHost.LIMIT, () -> value("#retention-last")
                .equals("11"));
        replace("#retention-daily", "5");
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertEquals(11, settings().path("retention").path("last").asInt());
        assertEquals(5, settings().path("retention").path("daily").asInt());
    }

    @Test
    public void saysBesideEachFieldWhatIsWrongWithIt() {
        setAll();
        JsonNode before = settings();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        replace("#retention-last", "-1");
        replace("#retention-maxBytes", "-5");
        replace("#retention-weekly", Keys.BACK_SPACE.toString());
        replace("#verification-deep", "1.5");
        replace("#notification-url", "ftp://example.org");
        replace("#schedule-zone", "Mars");
        browser.awaitText("#problem-retention-last", "a whole number from 0 to 10,000, not -1.");
        browser.awaitText("#problem-retention-maxBytes", "from 0 to 9,007,199 GB.");
        browser.awaitText("#problem-retention-weekly", "It is missing.");
        browser.awaitText("#problem-verification-deep", "not 1.5.");
        browser.awaitText("#problem-notification-url", "must begin with http");
        browser.awaitText("#problem-schedule-zone", "There is no time zone 'Mars'");
        assertEquals("true", browser.await("#retention-last").getAttribute("aria-invalid"));
        browser.awaitText("#backup-settings-refused", "Some values cannot be saved");
        assertFalse(browser.await("#backup-settings-save").isEnabled());
        browser.screenshot("settings-refused");
        assertEquals(before, settings());

        replace("#retention-last", "4");
        replace("#retention-maxBytes", "0.5");
        replace("#retention-weekly", "2");
        replace("#verification-deep", "14");
        replace("#notification-url", "https://example.org/hook");
        replace("#schedule-zone", "UTC");
        browser.awaitGone("#backup-settings-refused");
        assertFalse(browser.displayed("#problem-retention-last"));
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertEquals(4, settings().path("retention").path("last").asInt());
        assertEquals(500_000_000, settings().path("retention").path("maxBytes").asInt());
    }

    @Test
    public void saysTheSameWhereSaveIsQuickerThanThePreview() {
        setAll();
        proxy.fail("POST backups/settings/preview", 500);
        browser.open(SETTINGS);
        browser.await("#backup-settings-refused" + AGAIN);
        assertFalse(
                "without a preview nothing is saved",
                browser.await("#backup-settings-save").isEnabled());
        proxy.heal();
        browser.click("#backup-settings-refused" + AGAIN);
        browser.await("#backup-next-runs");
        browser.script(
                "var field = angular.element(document.querySelector('#retention-last')); field.val('-7').triggerHandler('change');"
                        + "document.querySelector('#backup-settings-save').click()");
        browser.awaitText("#problem-retention-last", "not -7.");
        assertEquals(3, settings().path("retention").path("last").asInt());
    }

    @Test
    public void takesNothingMoreWhileItSaves() {
        setAll();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        replace("#retention-daily", "6");
        browser.await("#backup-settings-save:enabled");
        proxy.hold("PUT backups/settings");
        browser.click("#backup-settings-save");
        for (String input : new String[] {
            "#retention-daily", "#schedule-enabled", "#schedule-preset", "#notification-url", "#notification-secret"
        }) {
            browser.await(input + ":disabled");
        }
        proxy.heal();
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        browser.await("#retention-daily:enabled");
        assertEquals("6", value("#retention-daily"));
        assertEquals(6, settings().path("retention").path("daily").asInt());
    }

    @Test
    public void removesASecretOnlyWhereThatIsChosen() {
        setAll();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        browser.type("#notification-secret", "x" + Keys.BACK_SPACE);
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertTrue("emptied", settings().path("notification").path("hasSecret").asBoolean());
        browser.click("#notification-secret-remove");
        browser.click("#backup-settings-save");
        browser.awaitGone("#notification-secret-remove");
        assertFalse(settings().path("notification").path("hasSecret").asBoolean());
    }

    @Test
    public void showsNothingAsEmptyThatItCouldNotRead() {
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
    public void doesNotShowTheFilesOfAnotherDirectoryInOneThatItCouldNotRead() {
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
    public void saysThatWhatRunsCannotBeTold() {
        browser.open(LIST);
        browser.await("#backup-operation");
        proxy.fail("GET maintenance/backup-operation", 500);
        browser.await("#backup-operation-unread");
        proxy.heal();
        browser.awaitGone("#backup-operation-unread");
    }

    @Test
    public void goesToTheLastPageWhereThatIsWhenTheLastBackupOfAPageIsDeleted() {
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
        replace("#backup-search", "of-many-7");
        browser.await("tr[data-backup=of-many-7]");
        assertFalse(browser.displayed("#backup-none"));
        host.backUp("first");
    }

    @Test
    public void offersToUndoTheLastRestoreWhateverCameAfterIt() throws IOException {
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
