package org.alien4cloud.plugin.backup.it;

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

/** Uploads by the page that do not go on as they began. */
public class UploadPageIT {

    private static final int PIECE_BYTES = 8 << 20;
    private static final String PANEL = "#backup-upload";
    /**
     * Holds back the one request that sends the piece at an offset, for {@code window.held} to send it or to let it
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
    public void saysThatAFileHasChangedWhileItWasSent() throws IOException {
        Path archive = Files.write(FOLDER.newFile("growing.zip").toPath(), new byte[2 * PIECE_BYTES]);
        hold(PIECE_BYTES);
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
    public void goesOnWhenTheConnectionBreaksAndTheFileIsAsItWas() throws IOException {
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

    /** Holds the piece that begins at an offset until the test decides what comes of it. */
    private static void hold(long offset) {
        browser.script(String.format(HOLD, offset));
    }

    private static void awaitHeld() {
        Await.until("a piece is about to be sent", BackupHost.LIMIT, () ->
                (Boolean) browser.script("return !!window.held"));
    }

    private static long uploads() throws IOException {
        try (Stream<Path> uploads = Files.list(host.backups().resolve("uploads"))) {
            return uploads.count();
        }
    }
}
