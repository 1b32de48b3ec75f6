package org.alien4cloud.plugin.backup.service.policy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FieldProblem;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class SettingsServiceTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;
    private SettingsService settings;

    @Before
    public void prepareServer() throws IOException {
        Path directory = folder.getRoot().toPath().toRealPath();
        file = directory.resolve("backups/settings.json");
        settings = new DirectoryServer(directory)
                .settings(Clock.fixed(Instant.parse("2026-10-24T12:00:00Z"), ZoneOffset.UTC));
    }

    private StoredSettings set(Settings wanted) {
        return settings.replace(wanted, settings.stored().getVersion(), false);
    }

    private static Settings notifying(String url, String secret) {
        return new Settings(null, null, new NotificationSettings(url, secret, 0), null);
    }

    @Test
    public void keepsTheSecretIfNoneIsSent() {
        set(notifying("https://example.org/hook", "s3cret"));
        set(notifying("https://example.org/other", null));
        assertEquals("s3cret", settings.get().notification().secret());
    }

    @Test
    public void removesTheSecretOnlyOnRequest() {
        set(notifying("https://example.org/hook", "s3cret"));
        settings.replace(
                notifying("https://example.org/hook", null), settings.stored().getVersion(), true);
        assertFalse(settings.get().notification().hasSecret());
        assertEquals(
                "[notification.secret]",
                fields(() -> notifying("https://example.org/hook", "")).toString());
    }

    @Test
    public void refusesAChangeOfOlderSettings() {
        String read = settings.stored().getVersion();
        String set = settings.replace(notifying("https://example.org/first", null), read, false)
                .getVersion();
        assertNotEquals(read, set);
        for (String old : new String[] {read, null, "", "0"}) {
            BackupException refused =
                    assertThrows(BackupException.class, () -> settings.replace(Settings.DEFAULT, old, false));
            assertEquals(Kind.PRECONDITION, refused.kind());
        }
        assertEquals("https://example.org/first", settings.get().notification().url());
        assertEquals("as it was told", set, settings.stored().getVersion());
        assertNotEquals(
                "the same once more is a change",
                set,
                settings.replace(notifying("https://example.org/first", null), set, false)
                        .getVersion());
    }

    @Test
    public void noticesManualEdits() throws IOException {
        String read = set(notifying("https://example.org/first", null)).getVersion();
        Files.write(file, Files.readString(file).replace("first", "other").getBytes());
        assertThrows(BackupException.class, () -> settings.replace(Settings.DEFAULT, read, false));
    }

    @Test
    public void doesNotReadADamagedFileAsDefaults() throws IOException {
        set(notifying("https://example.org/hook", "s3cret"));
        for (String damaged : new String[] {
            "", "{", "null", "[]", "{\"retention\": {\"last\": -1}}", "{\"schedule\": {\"cron\": \"\"}}"
        }) {
            Files.write(file, damaged.getBytes());
            BackupException refused = assertThrows(damaged, BackupException.class, settings::get);
            assertEquals(Kind.CHECK_FAILED, refused.kind());
            assertTrue(refused.getMessage(), refused.getMessage().endsWith("Set them again."));
        }
        StoredSettings defaults = settings.defaults();
        settings.replace(defaults.getSettings(), defaults.getVersion(), false);
        assertFalse(settings.get().notification().hasSecret());
    }

    @Test
    public void previewsRunsInTheZoneOfTheSchedule() {
        List<Long> paris = settings.preview(
                        new Settings(new ScheduleSettings(true, "0 0 2 * * *", "Europe/Paris"), null, null, null))
                .getNextRuns();
        assertEquals(
                "the clocks go back in between",
                Arrays.asList(
                        "2026-10-25T01:00:00Z",
                        "2026-10-26T01:00:00Z",
                        "2026-10-27T01:00:00Z",
                        "2026-10-28T01:00:00Z",
                        "2026-10-29T01:00:00Z"),
                paris.stream().map(run -> Instant.ofEpochMilli(run).toString()).collect(Collectors.toList()));
        assertEquals(0, settings.preview(Settings.DEFAULT).getNextRuns().size());
    }

    @Test
    public void namesTheFieldOfEachInvalidValue() {
        for (String cron : new String[] {
            "", "every night", "* * * * * *", "0 * * * * *", "0 0 2 30 2 *", "0 0 25 * * *", "0 0 2 * *"
        }) {
            assertEquals(
                    cron,
                    "[schedule.cron]",
                    fields(() -> new ScheduleSettings(true, cron, "UTC")).toString());
        }
        assertEquals(
                "[schedule.zone, schedule.cron]",
                fields(() -> new ScheduleSettings(true, "often", "Paris")).toString());
        assertEquals(
                "[schedule.zone]",
                fields(() -> new ScheduleSettings(true, null, "")).toString());
        assertEquals(
                "[retention.last, retention.monthly, retention.maxBytes]",
                fields(() -> new RetentionSettings(true, -1, 0, 1, 10_001, 0, -1L))
                        .toString());
        assertEquals(
                "[retention.last]",
                fields(() -> new RetentionSettings(true, 0, 0, 0, 0, 0, null)).toString());
        assertEquals(
                "[notification.maxAgeHours, notification.url]",
                fields(() -> new NotificationSettings("file:///etc/passwd", null, -1))
                        .toString());
        assertEquals(
                "[verification.deepEveryDays]",
                fields(() -> new VerificationSettings(true, 1001)).toString());
        assertEquals("every night", "0 0 2 * * *", new ScheduleSettings(true, null, null).cron());
    }

    private static List<String> fields(Runnable make) {
        return assertThrows(InvalidFieldsException.class, make::run).problems().stream()
                .map(FieldProblem::getField)
                .collect(Collectors.toList());
    }
}
