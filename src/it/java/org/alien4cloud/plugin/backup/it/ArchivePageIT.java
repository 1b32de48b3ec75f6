package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.Keys;

/** Downloads archives with the page, and uploads them in chunks. */
public class ArchivePageIT {

    private static final String LIST = "/admin/backups";

    private static final String STATE = "#backup-state";

    private static final int CHUNK_BYTES = 8 << 20;

    private static final String PANEL = "#backup-upload";

    /**
     * Holds back the one request that sends the chunk at an offset, for {@code window.held} to send it or to let it
     * fail.
     */
    private static final String HOLD = "var real = window.fetch;"
            + "window.fetch = function(url, options) {"
            + "  if (options.method === 'PUT' && url.endsWith('offset=%d')) {"
            + "    window.fetch = real;"
            + "    return new Promise(function(resolve, reject) {"
            + "      window.held = {send: function() { resolve(real(url, options)); }, fail: reject};"
            + "    });"
            + "  }"
            + "  return real(url, options);"
            + "}";

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static BackupHost host;

    private static Browser browser;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("uploads", "--sample=4", "--shards=1");
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
        browser.open("/admin/backups");
        browser.await("#backup-now");
    }

    @Test
    public void downloadsAndUploadsABackup() throws IOException {
        host.backUp("exported");
        browser.open(LIST);
        browser.click(row("exported") + " [name=download]");
        browser.awaitText("#backup-download", "credentials");
        browser.click("#download-confirm");
        Path archive = browser.downloaded("exported.a4c-backup.zip");
        assertTrue("offered in the dialogue that chooses a file", browser.accepts("#backup-archive", archive));
        browser.awaitText("#backup-operation", "Download");
        browser.awaitText(STATE, "done");

        browser.choose("#backup-archive", archive);
        browser.awaitText("#backup-upload", "There is a backup named 'exported' already");
        browser.screenshot("upload");
        browser.type("#backup-upload-name", "imported");
        browser.click("#backup-upload form button");
        browser.awaitGone("#backup-upload");
        browser.await(row("imported"));
        browser.awaitText(STATE, "done");
        assertTrue(browser.text(row("imported")), browser.text(row("imported")).contains("uploaded archive"));

        browser.choose("#backup-archive", Files.write(archive.resolveSibling("other.zip"), new byte[100]));
        browser.awaitText("#backup-upload [role=alert]", "cut off");
        browser.click("#backup-upload-cancel");
        browser.awaitGone("#backup-upload");
        browser.assertQuietBut("\\S+/rest/latest/backups/uploads/\\S+ - .* (409|422) .*");
    }

    @Test
    public void downloadsAndUploadsAnEncryptedBackup() {
        host.backUp("sealed");
        browser.open(LIST);
        browser.click(row("sealed") + " [name=download]");
        browser.click("#download-encrypt");
        browser.type("#download-passphrase", "short");
        browser.type("#download-again", "short");
        browser.click("#download-confirm");
        browser.awaitText("#backup-download", "from 8 to 1000 characters");
        browser.type("#download-passphrase", " is not long");
        browser.awaitText("#backup-download", "The two passphrases differ.");
        browser.type("#download-again", " is not long" + Keys.ENTER);
        Path archive = browser.downloaded("sealed.a4c-backup.enc");
        browser.awaitText(STATE, "done");
        assertTrue("offered in the dialogue that chooses a file", browser.accepts("#backup-archive", archive));

        browser.choose("#backup-archive", archive);
        browser.awaitText("#backup-upload", "This archive is encrypted.");
        browser.type("#backup-upload-name", "opened");
        browser.type("#backup-upload-passphrase", "not this one" + Keys.ENTER);
        browser.awaitText("#backup-upload [role=alert]", "The passphrase is wrong");
        browser.script(
                "angular.element(document.querySelector('#backup-upload-passphrase')).val('').triggerHandler('input')");
        browser.type("#backup-upload-passphrase", "short is not long" + Keys.ENTER);
        browser.awaitGone("#backup-upload");
        browser.await(row("opened"));
        browser.awaitText(STATE, "done");
        browser.assertQuietBut("\\S+/rest/latest/backups/(uploads/\\S+ - .* 422|sealed/archive - .* 400) .*");
    }

    @Test
    public void reportsAFileThatChangedDuringTheUpload() throws IOException {
        Path archive = Files.write(FOLDER.newFile("growing.zip").toPath(), new byte[2 * CHUNK_BYTES]);
        hold(CHUNK_BYTES);
        browser.choose("#backup-archive", archive);
        awaitHeld();
        Files.write(archive, new byte[1], StandardOpenOption.APPEND);
        browser.script("window.held.send()");
        browser.awaitText(PANEL + " [role=alert]", "The file has changed since it was chosen");
        Await.until("nothing of it is left on the server", BackupHost.LIMIT, () -> uploads() == 0);
        browser.click("#backup-upload-cancel");
        browser.awaitGone(PANEL);
        browser.assertQuietBut(
                "\\S+/rest/latest/backups/uploads/\\S+ - Failed to load resource: net::ERR_UPLOAD_FILE_CHANGED.*");
    }

    @Test
    public void continuesAnUploadAfterABrokenConnection() throws IOException {
        host.backUp("carried");
        Path archive = FOLDER.getRoot().toPath().resolve("carried.zip");
        host.admin().download(BackupHost.API + "/carried/archive", archive).expect(200);
        hold(0);
        browser.choose("#backup-archive", archive);
        awaitHeld();
        browser.script("window.held.fail(new TypeError('Failed to fetch'))");
        browser.awaitText(PANEL + " [role=alert]", "There is a backup named 'carried' already");
        browser.type("#backup-upload-name", "brought-back");
        browser.click(PANEL + " form button");
        browser.await("tr[data-backup=brought-back]");
        browser.assertQuietBut("\\S+/rest/latest/backups/uploads/\\S+ - .* 409 .*");
    }

    /** Holds the chunk that begins at an offset until the test decides what comes of it. */
    private static void hold(long offset) {
        browser.script(String.format(HOLD, offset));
    }

    private static void awaitHeld() {
        Await.until("a chunk is about to be sent", BackupHost.LIMIT, () ->
                (Boolean) browser.script("return !!window.held"));
    }

    private static long uploads() throws IOException {
        try (Stream<Path> uploads = Files.list(host.backups().resolve("uploads"))) {
            return uploads.count();
        }
    }

    private static String row(String name) {
        return "tr[data-backup='" + name + "']";
    }
}
