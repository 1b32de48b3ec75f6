package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;
import org.openqa.selenium.Keys;

/** Edits the settings with the page, when the server fails, is slow, or refuses values. */
public class SettingsPageIT {

    private static final String LIST = "/admin/backups";

    private static final String SETTINGS = LIST + "/settings";

    private static final String UNREAD = " .unread";

    private static final String AGAIN = " [name=again]";

    private static BackupHost host;

    private static FailingProxy proxy;

    private static Browser browser;

    @BeforeClass
    public static void start() throws IOException {
        host = BackupHost.start("page-settings", "--sample=1", "--shards=1");
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

    private static String value(String css) {
        return browser.await(css).getAttribute("value");
    }

    @Test
    public void showsNoFormForUnreadSettings() {
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
    public void showsTheSettingsWhenTheServerIsBack() {
        proxy.fail("GET backups/settings", 503);
        browser.open(SETTINGS);
        browser.awaitText("#backup-settings-reading", "does not answer at the moment");
        assertFalse(browser.displayed("#backup-settings-form"));
        proxy.heal();
        browser.await("#backup-settings-form");
        assertFalse(browser.displayed("#backup-settings-reading"));
    }

    @Test
    public void offersDefaultsForDamagedSettings() throws IOException {
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
    public void keepsTheChangeOfSomebodyElse() {
        setAll();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        host.changeSettings(settings -> settings.with("retention").put("last", 11))
                .expect(200);
        browser.replace("#retention-daily", "5");
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-refused", "changed by somebody else");
        assertEquals(11, settings().path("retention").path("last").asInt());
        browser.click("#backup-settings-refused [name=load]");
        Await.until("what is set now is shown", BackupHost.LIMIT, () -> value("#retention-last")
                .equals("11"));
        browser.replace("#retention-daily", "5");
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertEquals(11, settings().path("retention").path("last").asInt());
        assertEquals(5, settings().path("retention").path("daily").asInt());
    }

    @Test
    public void showsWhatIsWrongBesideEachField() {
        setAll();
        JsonNode before = settings();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        browser.replace("#retention-last", "-1");
        browser.replace("#retention-maxBytes", "-5");
        browser.replace("#retention-weekly", Keys.BACK_SPACE.toString());
        browser.replace("#verification-deep", "1.5");
        browser.replace("#notification-url", "ftp://example.org");
        browser.replace("#schedule-zone", "Mars");
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

        browser.replace("#retention-last", "4");
        browser.replace("#retention-maxBytes", "0.5");
        browser.replace("#retention-weekly", "2");
        browser.replace("#verification-deep", "14");
        browser.replace("#notification-url", "https://example.org/hook");
        browser.replace("#schedule-zone", "UTC");
        browser.awaitGone("#backup-settings-refused");
        assertFalse(browser.displayed("#problem-retention-last"));
        browser.click("#backup-settings-save");
        browser.awaitText("#backup-settings-form [role=status]", "Saved");
        assertEquals(4, settings().path("retention").path("last").asInt());
        assertEquals(500_000_000, settings().path("retention").path("maxBytes").asInt());
    }

    @Test
    public void showsTheSameWhenSavingBeforeThePreview() {
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
    public void acceptsNoInputWhileSaving() {
        setAll();
        browser.open(SETTINGS);
        browser.await("#backup-next-runs");
        browser.replace("#retention-daily", "6");
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
    public void removesASecretOnlyOnRequest() {
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
}
