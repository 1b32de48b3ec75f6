package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.Keys;

/** Uses the administration page in a browser, with the dev host's shell around it. */
public class PageIT {

    private static final String LIST = "/admin/backups";

    private static final String STATE = "#backup-state";

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Path configuration;

    private static BackupHost host;

    private static Browser browser;

    @BeforeClass
    public static void start() throws IOException {
        configuration =
                Files.writeString(FOLDER.newFile("alien4cloud-config.yml").toPath(), "good: true\n");
        host = BackupHost.start("page", "--sample=4", "--shards=1", "--backup.configuration-files=" + configuration);
        browser = Browser.at(host.process().url(), "admin");
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
    public void backsUpWithOneClick() {
        browser.open("/admin");
        browser.click("[id='homepage.am.admin.backups']");
        browser.click("#backup-options");
        browser.type("#backup-name", "by-hand");
        browser.type("#backup-description", "Before the upgrade");
        browser.click("#backup-now");
        browser.await(row("by-hand"));
        browser.awaitText(STATE, "done");
        assertTrue(browser.text(row("by-hand")), browser.text(row("by-hand")).contains("Before the upgrade"));
        browser.screenshot("list");

        browser.open("/admin/backups/details/by-hand");
        browser.await("#backup-details");
        assertTrue(browser.text("#backup-details").contains("applications"));
        browser.screenshot("details");
        browser.awaitText("#backup-making", "Backup by-hand:");
        browser.awaitText("#backup-files", "csar");
        browser.click("#backup-files tbody button");
        browser.awaitText("#backup-files", "Parent directory");
        browser.assertQuiet();
    }

    @Test
    public void followsABackupOfSomebodyElse() {
        browser.open(LIST);
        browser.await("#backup-now");
        String id = host.startBackup(Map.of("name", "by-another"));
        browser.awaitText("#backup-operation", "by-another");
        browser.reload();
        browser.awaitText("#backup-operation", "by-another");
        host.ended(id, "SUCCEEDED");
        browser.awaitText(STATE, "done");
        browser.await(row("by-another"));
        browser.click("#backup-operation button");
        browser.awaitText("#backup-log", "Done in");
        browser.assertQuiet();
    }

    @Test
    public void restoresAfterConfirmationAndUndoesIt() throws IOException {
        host.backUp("good");
        host.admin()
                .post("/rest/latest/applications", Map.of("name", "Later", "archiveName", "Later"))
                .expect(201);

        Files.writeString(configuration, "good: false\n");

        browser.open("/admin/backups/restore/good");
        browser.awaitText("#backup-impact", "Later");
        browser.screenshot("impact");
        assertFalse("the name is not typed yet", browser.await("#restore-now").isEnabled());
        browser.click("#restore-configuration");
        confirm("good");

        host.holdBeforeResume();
        try (Browser other = Browser.at(host.process().url(), "user")) {
            // somebody who goes on working
            other.script(
                    "var http = angular.element(document.body).injector().get('$http');"
                            + "function goOn() { if (location.hash.indexOf('maintenance') < 0) { http.get('rest/latest/csars').finally(goOn); } } goOn()");
            browser.click("#restore-now");
            other.await("#maintenance");
            host.awaitHeld();
            browser.await("#backup-away");
            browser.screenshot("restoring");
            assertTrue("the page stays", browser.url().endsWith("#/admin/backups/list"));
        } finally {
            host.letResume();
        }
        browser.awaitText(STATE, "done");
        browser.awaitGone("#backup-away");
        assertEquals(404, host.admin().get("/rest/latest/applications/Later").status());

        assertEquals("good: true\n", Files.readString(configuration));
        assertEquals(
                "good: false\n",
                Files.readString(configuration.resolveSibling("alien4cloud-config.yml.before-restore")));

        browser.click("#backup-undo");
        browser.awaitText("#backup-impact", "Later");
        confirm(browser.text("#backup-impact ~ div code"));
        browser.click("#restore-now");
        browser.awaitText("#backup-operation", "before-restore");
        browser.awaitText(STATE, "done");
        host.admin().get("/rest/latest/applications/Later").expect(200);
        assertEquals("only on request", "good: true\n", Files.readString(configuration));
        browser.assertQuiet();
    }

    private void confirm(String name) {
        // what happened since may be worth a warning that has to be acknowledged
        browser.script("document.querySelectorAll('[name=acknowledge]').forEach(function(box) { box.click(); })");
        browser.type("#restore-name", name);
    }

    @Test
    public void isUsableByTheKeyboardAlone() {
        browser.open(LIST);
        browser.press("#backup-options", Keys.ENTER);
        browser.press("#backup-name", "typed" + Keys.ENTER);
        browser.await(row("typed"));
        browser.awaitText(STATE, "done");
        browser.press(row("typed") + " [href*=impact]", Keys.ENTER);
        browser.await("#backup-impact");
        assertFalse("a look at the impact offers no restore by mistake", browser.displayed("#restore-now"));
        browser.press("a[href*='restore/typed']", Keys.ENTER);
        browser.press("#restore-parts", Keys.ENTER);
        browser.press("#restore-audit", Keys.SPACE);
        browser.press("h2 a", Keys.ENTER);
        browser.press(row("typed") + " [name=delete]", Keys.ENTER);
        browser.press("#btn-confirm", Keys.ENTER);
        browser.awaitGone(row("typed"));
        browser.assertQuiet();
    }

    @Test
    public void reportsChangesOfFilesOnly() throws IOException {
        host.backUp("files");
        Path file = Files.write(host.process().alien().resolve("artifacts/later"), new byte[1]);
        browser.open("/admin/backups/impact/files");
        browser.awaitText("#backup-impact", "artifacts/later");
        Files.delete(file);
    }

    @Test
    public void setsAScheduleAfterAPreview() {
        browser.open(LIST);
        browser.click("#backup-settings");
        browser.awaitText("#backup-settings-preview", "No backup is made automatically");
        browser.click("#schedule-enabled");
        browser.await("#backup-next-runs li:nth-child(5)");
        browser.script("document.querySelector('#schedule-preset').value = 'OTHER';"
                + "angular.element(document.querySelector('#schedule-preset')).triggerHandler('change')");
        browser.type("#schedule-cron", " nonsense");
        browser.awaitText("#problem-schedule-cron", "nonsense' is invalid");
        assertFalse(browser.await("#backup-settings-save").isEnabled());
        browser.script("document.querySelector('#schedule-preset').value = 'WEEKLY';"
                + "angular.element(document.querySelector('#schedule-preset')).triggerHandler('change')");
        browser.await("#backup-next-runs li:nth-child(5)");
        browser.click("#retention-enabled");
        browser.replace("#retention-maxBytes", "50");
        browser.click("#verification-after");
        browser.replace("#verification-deep", "7");
        browser.replace("#notification-age", "26");
        browser.type("#notification-secret", "typed once");
        browser.screenshot("settings");
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        browser.reload();
        browser.await("#backup-settings-form");
        assertTrue(browser.await("#schedule-enabled").isSelected());
        assertTrue(browser.await("#verification-after").isSelected());
        JsonNode set =
                host.admin().get(BackupHost.API + "/settings").expect(200).data();
        assertEquals(50_000_000_000L, set.path("retention").path("maxBytes").asLong());
        assertEquals(7, set.path("verification").path("deepEveryDays").asInt());
        assertEquals(26, set.path("notification").path("maxAgeHours").asInt());
        assertEquals("", browser.await("#notification-secret").getAttribute("value"));
        assertTrue(browser.await("#notification-secret")
                .getAttribute("placeholder")
                .contains("A secret is set"));
        assertFalse("wider than 1024 pixels", browser.isTooWide(1024));
        host.changeSettings(settings -> settings.with("notification").put("removeSecret", true))
                .expect(200);
        browser.assertQuietBut("\\S+/rest/latest/backups/settings/preview - .* 400 .*");
    }

    @Test
    public void changesTheDescriptionAndPinsABackup() {
        host.backUp("noted");
        browser.open(LIST + "/details/noted");
        browser.click("#backup-details [name=describe]");
        browser.type("#backup-note", "before the upgrade");
        browser.click("#backup-describe [type=submit]");
        browser.awaitText("#backup-description", "before the upgrade");
        browser.click("#backup-details [name=pin]");
        browser.await("#backup-details [name=pin][aria-pressed=true]");
        browser.open(LIST);
        browser.await("[data-backup=noted] .fa-thumb-tack");
        browser.awaitText("[data-backup=noted]", "before the upgrade");
        browser.assertQuiet();
    }

    @Test
    public void labelsIconsWithText() {
        host.backUp("read-out");
        for (String view : new String[] {
            LIST, "/admin/backups/settings", "/admin/backups/details/read-out", "/admin/backups/restore/read-out"
        }) {
            browser.open(view);
            browser.await(
                    view.equals(LIST)
                            ? row("read-out")
                            : view.contains("settings")
                                    ? "#backup-settings-form"
                                    : view.contains("details") ? "#backup-details" : "#backup-impact");
            assertEquals(
                    view,
                    "",
                    browser.script(
                            "return Array.from(document.querySelectorAll('.backups button, .backups a, .backups input, "
                                    + ".backups select')).filter(function(it) { return it.offsetParent && it.tabIndex >= 0 && !it.innerText.trim() "
                                    + "&& !it.getAttribute('aria-label') && !(it.labels && it.labels.length); })"
                                    + ".map(function(it) { return it.outerHTML; }).join('\\n')"));
        }
    }

    @Test
    public void cancelsTheRunningOperation() {
        host.backUp("long");
        // an operation may be over before a click
        Await.until("one is cancelled", Await.LIMIT, this::isCancelledInTime);
        browser.awaitText(STATE, "cancelled");
        browser.await("#backup-now:enabled");
        browser.assertQuiet();
    }

    private boolean isCancelledInTime() {
        String before = newestOperation().path("id").asText();
        browser.loadAnew();
        browser.open(LIST);
        browser.script("var timer = setInterval(function() { var button = document.querySelector('#backup-cancel');"
                + " if (button) { clearInterval(timer); button.click(); } }, 20)");
        browser.click(row("long") + " [name=verify]");
        Await.until(
                "it has ended",
                Await.LIMIT,
                () -> !newestOperation().path("id").asText().equals(before)
                        && !newestOperation().path("state").asText().equals("RUNNING"));
        return newestOperation().path("state").asText().equals("CANCELLED");
    }

    private static JsonNode newestOperation() {
        return host.admin()
                .get(BackupHost.API + "/operations?size=1")
                .expect(200)
                .data()
                .path("data")
                .path(0);
    }

    @Test
    public void showsWhyAnOperationFailed() throws IOException {
        host.backUp("damaged");
        Path list = host.backups().resolve("backups/damaged/files.jsonl.gz");
        byte[] bytes = Files.readAllBytes(list);
        bytes[bytes.length / 2] ^= 1;
        Files.write(list, bytes);
        browser.open(LIST);
        browser.click(row("damaged") + " [name=verify]");
        browser.awaitText(STATE, "failed");
        browser.awaitText("#backup-operation [role=alert]", "files.jsonl.gz");
        browser.awaitText(row("damaged"), "DAMAGED");
        host.ended(
                host.admin()
                        .delete(BackupHost.API + "/damaged")
                        .expect(202)
                        .data()
                        .path("id")
                        .asText(),
                "SUCCEEDED");
    }

    @Test
    public void verifiesAndDeletes() {
        host.backUp("short-lived");
        browser.open(LIST);
        browser.click(row("short-lived") + " [name=verify]");
        browser.awaitText("#backup-operation", "Verification");
        browser.awaitText(STATE, "done");
        browser.awaitText(row("short-lived"), "intact");
        browser.click(row("short-lived") + " [name=delete]");
        browser.await("#confirm-modal");
        browser.awaitText("#confirm-modal", "short-lived");
        browser.click("#btn-confirm");
        browser.awaitGone(row("short-lived"));
        browser.assertQuiet();
    }

    @Test
    public void saysWhyABackupWasRefused() {
        host.backUp("taken");
        browser.open(LIST);
        browser.click("#backup-options");
        browser.type("#backup-name", "taken");
        browser.click("#backup-now");
        browser.awaitText("#toast-container", "taken");
    }

    @Test
    public void speaksTheUsersLanguage() {
        for (String language : new String[] {"fr-fr", "ja-jp", "zh-cn", "en-us"}) {
            browser.script("localStorage.setItem('devhost.language', arguments[0])", language);
            browser.open(LIST);
            browser.reload();
            browser.await("#backup-now");
            browser.await("#backup-health");
            assertFalse(
                    "a key without words in " + language, browser.text("body").contains("BACKUPS."));
            assertEquals(language.equals("fr-fr"), browser.text("#backup-now").contains("Sauvegarder maintenant"));
            assertFalse("wider than 1024 pixels in " + language, browser.isTooWide(1024));
        }
        browser.assertQuiet();
    }

    @Test
    public void showsAPlainUserNoCard() {
        try (Browser plain = Browser.at(host.process().url(), "user")) {
            plain.open("/admin");
            plain.open(LIST);
            assertFalse(plain.displayed("[id='homepage.am.admin.backups']"));
            plain.await("#backup-signed-out");
            assertFalse(plain.displayed("#backup-list"));
        }
    }

    private static String row(String name) {
        return "tr[data-backup='" + name + "']";
    }
}
