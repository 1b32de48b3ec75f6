package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Test;

/** Restores with the page in a browser, which does exactly what is chosen and shown on it. */
public class RestorePageIT {

    private static final String PAGE = "/admin/backups/restore/good";
    private static final String IMPACT = "#backup-impact";
    private static final String NOW = "#restore-now";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static BackupHost host;
    private static TransportClient client;
    private static Browser browser;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("restore-page", "--sample=4", "--shards=1");
        client = host.process().elasticsearch();
        host.backUp("good");
        browser = Browser.at(host.process().url(), "admin");
    }

    @AfterClass
    public static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (host != null) {
            client.close();
            host.close();
        }
    }

    @Before
    public void putBackAndLoad() {
        host.ended(host.startRestore("good", false), "SUCCEEDED");
        browser.loadAnew();
    }

    private static void put(String index, String id, String source) {
        client.prepareIndex(index, "_doc", id)
                .setSource(source, XContentType.JSON)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    private static boolean exists(String index, String id) {
        return client.prepareGet(index, "_doc", id).get().isExists();
    }

    private static void run(String deployment) {
        put(
                "deployment",
                deployment,
                "{\"id\":\"" + deployment
                        + "\",\"sourceName\":\"shop\",\"orchestratorId\":\"orchestrator-1\",\"startDate\":1}");
    }

    private static String index(String name) {
        return "[name=index][data-part='" + name + "']";
    }

    private static String directory(String name) {
        return "[name=directory][data-part='" + name + "']";
    }

    private static String newestOperation() {
        return host.admin()
                .get(BackupHost.API + "/operations?size=1")
                .data()
                .path("data")
                .path(0)
                .path("id")
                .asText();
    }

    /** Restores what is chosen, and waits until the page says that it has ended so; the error, if any. */
    private static String restore(String expectedState, String inWords) {
        String before = newestOperation();
        browser.type("#restore-name", "good");
        browser.await(NOW + ":enabled");
        browser.click(NOW);
        Await.until("the restore is begun", LIMIT, () -> browser.url().endsWith("/list"));
        Await.until(
                "the restore is known",
                LIMIT,
                () -> !newestOperation().isEmpty() && !newestOperation().equals(before));
        String error =
                host.ended(newestOperation(), expectedState).path("error").asText();
        browser.awaitText("#backup-state", inWords);
        return error;
    }

    private static void restore() {
        restore("SUCCEEDED", "done");
    }

    @Test
    public void leavesOutTheIndexCsarAndNothingElse() {
        put("csar", "later:1", "{\"id\":\"later:1\",\"name\":\"later\"}");
        put("application", "later", "{\"id\":\"later\",\"name\":\"Later\"}");
        put("audittrace", "afterwards", "{\"id\":\"afterwards\"}");
        browser.open(PAGE);
        browser.awaitText(IMPACT, "later:1");
        browser.click("#restore-parts");
        browser.click(index("csar"));
        browser.awaitGone(IMPACT);
        browser.awaitText(IMPACT, "Only a part of the backup is restored");
        assertFalse(browser.text(IMPACT), browser.text(IMPACT).contains("later:1"));
        assertTrue(browser.text("#restore-sent [name=directories]").matches("Directories: all: .*\\bcsar\\b.*"));
        assertEquals("Indices: all but csar", browser.text("#restore-sent [name=indices]"));
        browser.script("document.querySelector('#restore-parts').scrollIntoView()");
        browser.screenshot("restore-parts");
        browser.script("document.querySelector('#restore-sent').scrollIntoView()");
        browser.screenshot("restore-sent");
        assertFalse("wider than 1280 pixels", browser.isTooWide(1280));
        restore();
        assertTrue("left out", exists("csar", "later:1"));
        assertFalse("chosen", exists("application", "later"));
        assertTrue("nobody has asked for the audit trail", exists("audittrace", "afterwards"));
        browser.assertQuiet();
    }

    @Test
    public void leavesOutTheDirectoryCsarAndNothingElse() {
        browser.open(PAGE);
        browser.click("#restore-parts");
        browser.click(directory("csar"));
        browser.awaitText("#restore-sent [name=directories]", "all but csar");
        assertTrue(browser.text("#restore-sent [name=indices]").matches("Indices: all: .*\\bcsar\\b.*"));
        browser.awaitText(IMPACT, "Only a part of the backup is restored");
        browser.click(directory("csar"));
        browser.awaitText("#restore-sent [name=directories]", "all:");
        browser.awaitText(IMPACT, "nothing to worry about");
    }

    @Test
    public void offersNoRestoreOfNothing() {
        browser.open(PAGE);
        browser.await(IMPACT);
        browser.click("#restore-parts");
        browser.script(
                "document.querySelectorAll('[name=directory], [name=index]').forEach(function(box) { box.click(); })");
        browser.awaitGone(IMPACT);
        browser.awaitGone("#restore-sent");
        browser.type("#restore-name", "good");
        assertFalse(browser.await(NOW).isEnabled());
        browser.click(directory("git"));
        browser.awaitText("#restore-sent [name=directories]", "only git");
        assertEquals("Indices: none", browser.text("#restore-sent [name=indices]"));
        browser.await(NOW + ":enabled");
    }

    @Test
    public void replacesTheAuditTrailOnlyOnRequest() {
        put("audittrace", "afterwards", "{\"id\":\"afterwards\"}");
        browser.open(PAGE);
        browser.await(IMPACT);
        browser.click("#restore-parts");
        browser.await(index("topology"));
        assertFalse(
                "it has a box of its own",
                browser.displayed(index("audittrace")) || browser.displayed(index("auditconfiguration")));
        assertEquals("Audit trail: unchanged", browser.text("#restore-sent [name=audit]"));
        browser.click("#restore-audit");
        browser.click(index("topology"));
        assertEquals("Audit trail: as in the backup", browser.text("#restore-sent [name=audit]"));
        browser.awaitText(IMPACT, "audittrace");
        restore();
        assertFalse(exists("audittrace", "afterwards"));
    }

    @Test
    public void saysInItsHeadWhatIsLost() {
        put("application", "later", "{\"id\":\"later\",\"name\":\"Later\"}");
        browser.open(PAGE);
        browser.awaitText("#impact-lost", "1 would be removed, 0 would get older content");
        browser.awaitText(IMPACT + " .panel-heading", "read the warnings");
        browser.awaitText(IMPACT + " .alert-warning", "application Later (later)");
    }

    /** Counts the dry runs that the page asks for, and lets the test hold or refuse them. */
    private static void watchDryRuns() {
        browser.script("var real = window.fetch; window.dryRuns = {asked: 0, status: 0, held: []};"
                + "window.fetch = function(url, options) {"
                + "  if (url.indexOf('/impact?') < 0) { return real.call(window, url, options); }"
                + "  window.dryRuns.asked++;"
                + "  if (window.dryRuns.status) { return Promise.resolve(new Response('gateway', {status: window.dryRuns.status})); }"
                + "  if (!window.dryRuns.hold) { return real.call(window, url, options); }"
                + "  return new Promise(function(resolve) { window.dryRuns.held.push(function() { resolve(real.call(window, url, options)); }); });"
                + "}");
    }

    private static long asked() {
        return (Long) browser.script("return window.dryRuns.asked");
    }

    private static void assertNothingIsOffered() {
        assertFalse("a report of something else", browser.displayed(IMPACT));
        assertFalse(browser.await(NOW).isEnabled());
    }

    @Test
    public void asksOnceForSeveralClicks() {
        browser.open(PAGE);
        browser.await(IMPACT);
        browser.type("#restore-name", "good");
        browser.await(NOW + ":enabled");
        browser.click("#restore-parts");
        watchDryRuns();
        browser.script(
                "window.dryRuns.hold = true;"
                        + "Array.from(document.querySelectorAll('[name=index]')).slice(0, 10).forEach(function(box) { box.click(); })");
        assertNothingIsOffered();
        Await.until("the page asks", LIMIT, () -> asked() > 0);
        assertEquals(1, asked());
        browser.await("#impact-comparing");
        assertNothingIsOffered();
        browser.script("document.querySelector('#restore-safety').click()");
        Await.until("the page asks again", LIMIT, () -> asked() == 2);
        // the older one answers first, or last
        browser.script("window.dryRuns.held[0]()");
        browser.await("#impact-comparing");
        assertNothingIsOffered();
        browser.script("window.dryRuns.held[1]()");
        browser.await(IMPACT);
        browser.await(NOW + ":enabled");
    }

    @Test
    public void offersNoRestoreWhereTheDryRunHasFailed() {
        browser.open(PAGE);
        browser.await(IMPACT);
        browser.type("#restore-name", "good");
        watchDryRuns();
        browser.script("window.dryRuns.status = 504; document.querySelector('#restore-safety').click()");
        browser.awaitText("#impact-failed", "took too long");
        assertNothingIsOffered();
        browser.script("window.dryRuns.status = 0");
        browser.click("#impact-again");
        browser.await(IMPACT);
        browser.awaitGone("#impact-failed");
        browser.await(NOW + ":enabled");
    }

    @Test
    public void forgetsAnAcknowledgementWhenTheReportChanges() {
        run("first");
        browser.open(PAGE);
        browser.awaitText(IMPACT, "shop (first)");
        browser.type("#restore-name", "good");
        assertFalse(browser.await(NOW).isEnabled());
        browser.click("[name=acknowledge]");
        browser.await(NOW + ":enabled");
        run("second");
        browser.click("#restore-audit");
        browser.awaitText(IMPACT, "shop (second)");
        assertFalse(browser.await("[name=acknowledge]").isSelected());
        assertFalse(browser.await(NOW).isEnabled());
    }

    @Test
    public void restoresNothingElseThanWasAcknowledged() {
        run("first");
        browser.open(PAGE);
        browser.awaitText(IMPACT, "shop (first)");
        browser.click("[name=acknowledge]");
        run("second");
        String error = restore("FAILED", "failed");
        assertTrue(error, error.contains("something has changed on this server since"));
        assertTrue(exists("deployment", "first") && exists("deployment", "second"));
        browser.open(PAGE);
        browser.awaitText(IMPACT, "shop (second)");
        browser.click("[name=acknowledge]");
        browser.screenshot("restore-acknowledged");
        restore();
        assertFalse(exists("deployment", "first") || exists("deployment", "second"));
    }

    @Test
    public void sendsTheDigestOfTheReportThatIsShown() {
        browser.open(PAGE);
        browser.await(IMPACT);
        String shown = host.admin()
                .get(BackupHost.API + "/good/impact")
                .expect(200)
                .data()
                .path("digest")
                .asText();
        browser.script(
                "var real = window.fetch; window.fetch = function(url, options) {"
                        + "if (options.method === 'POST') { window.sent = JSON.parse(options.body); } return real.call(window, url, options); }");
        restore();
        Map<String, Object> sent = new HashMap<>((Map<String, Object>) browser.script("return window.sent"));
        assertEquals(shown, sent.get("impactDigest"));
        assertFalse("everything is chosen", sent.containsKey("directories") || sent.containsKey("indices"));
    }
}
