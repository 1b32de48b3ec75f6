package org.alien4cloud.plugin.backup.service;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Backups that make themselves, with real operations and a clock that is set by the test. */
public class SchedulerTest {

    /** Goes when the test lets it. */
    private static final class TestClock extends Clock {

        /** Noon of a day to come, so that two in the night is far from the first and the last look. */
        private Instant now = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(36));

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();
    private final TestClock clock = new TestClock();
    private DirectoryServer server;
    private Path directory;
    private Scheduler scheduler;

    @Before
    public void prepareServer() throws IOException {
        directory = folder.getRoot().toPath().toRealPath();
        Files.createDirectories(directory.resolve("snapshots"));
        Files.write(Files.createDirectories(directory.resolve("alien")).resolve("file"), new byte[100]);
        server = new DirectoryServer(directory);
        scheduler = server.scheduler(clock);
    }

    private void set(boolean enabled, String cron, RetentionSettings retention) {
        server.settings(clock).set(new Settings(new ScheduleSettings(enabled, cron, "UTC"), retention, null));
        assertTrue("by the clock of the test", directory.resolve("backups/settings.json").toFile().setLastModified(clock.now.toEpochMilli()));
    }

    /** Looks as often as the plugin may, for some hours. */
    private void look(int hours) {
        for (int i = 0; i < hours; i++) {
            scheduler.look();
            server.awaitIdle();
            scheduler.look();
            clock.pass(Duration.ofHours(1));
        }
    }

    private int runs() {
        return (int) server.repository().catalog().list().stream().filter(backup -> backup.trigger() == Trigger.SCHEDULED).count();
    }

    @Test
    public void shouldMakeABackupEachTimeThatOneIsDue() {
        set(false, "0 0 2 * * *", null);
        look(30);
        assertEquals("it is off", 0, runs());
        set(true, "0 0 2 * * *", null);
        look(72);
        assertEquals("one a night", 3, runs());
    }

    @Test
    public void shouldMakeUpForMissedRunsByOne() {
        set(true, "0 0 2 * * *", null);
        look(30);
        int before = runs();
        clock.pass(Duration.ofDays(10));
        scheduler = server.scheduler(clock);
        look(1);
        assertEquals(before + 1, runs());
    }

    @Test
    public void shouldNotMakeUpForWhatNobodyWantedThen() {
        set(false, "0 0 2 * * *", null);
        look(48);
        set(true, "0 0 2 * * *", null);
        scheduler.look();
        server.awaitIdle();
        assertEquals(0, runs());
    }

    @Test
    public void shouldWaitForWhatRuns() {
        set(true, "0 0 * * * *", null);
        scheduler.look();
        clock.pass(Duration.ofHours(2));
        try (RepositoryLock held = server.lock()) {
            scheduler.look();
        }
        assertEquals(0, runs());
        look(1);
        assertEquals(1, runs());
    }

    @Test
    public void shouldNotTryAgainBeforeTheNextTimeWhatHasFailed() throws IOException {
        set(true, "0 0 2 * * *", null);
        scheduler.look();
        Files.move(directory.resolve("snapshots"), directory.resolve("away"));
        look(25);
        List<OperationState> states = server.operations().list().stream().map(Operation::state).collect(Collectors.toList());
        assertEquals(Arrays.asList(OperationState.FAILED), states);
        Files.move(directory.resolve("away"), directory.resolve("snapshots"));
        look(24);
        assertEquals(1, runs());
    }

    @Test
    public void shouldDeleteWhatTheRetentionLetsGo() {
        server.backUp("by-hand");
        set(true, "0 0 2 * * *", new RetentionSettings(true, 2, 0, 0, 0, 0));
        look(5 * 24);
        assertEquals(2, runs());
        assertTrue(server.repository().catalog().list().stream().anyMatch(backup -> backup.name().value().equals("by-hand")));
        assertTrue(server.operations().list().stream().allMatch(operation -> operation.state() == OperationState.SUCCEEDED));
    }

    @Test
    public void shouldTellWhatSettingsWouldDo() {
        SettingsService settings = server.settings(clock);
        clock.now = Instant.parse("2026-10-24T12:00:00Z");
        List<Long> paris = settings.preview(new Settings(new ScheduleSettings(true, "0 0 2 * * *", "Europe/Paris"), null, null)).getNextRuns();
        assertEquals("the clocks go back in between", Arrays.asList("2026-10-25T01:00:00Z", "2026-10-26T01:00:00Z", "2026-10-27T01:00:00Z",
                "2026-10-28T01:00:00Z", "2026-10-29T01:00:00Z"), paris.stream().map(run -> Instant.ofEpochMilli(run).toString()).collect(Collectors.toList()));
        assertEquals(0, settings.preview(Settings.DEFAULT).getNextRuns().size());
    }

    @Test
    public void shouldKeepASecretThatIsNotGivenAgain() throws IOException {
        SettingsService settings = server.settings(clock);
        settings.set(new Settings(null, null, new NotificationSettings("https://example.org/hook", "s3cret")));
        settings.set(new Settings(null, null, new NotificationSettings("https://example.org/other", null)));
        assertEquals("s3cret", settings.get().notification().secret());
        settings.set(new Settings(null, null, new NotificationSettings("https://example.org/other", "")));
        assertTrue(!settings.get().notification().hasSecret());
        Files.write(directory.resolve("backups/settings.json"), new byte[] {'{'});
        assertTrue(assertThrows(BackupException.class, settings::get).getMessage().contains("Set them again"));
        settings.set(Settings.DEFAULT);
        assertTrue(!settings.get().schedule().enabled());
    }

    @Test
    public void shouldRefuseSchedulesThatAreNone() {
        for (String cron : new String[] {"", "every night", "* * * * * *", "0 * * * * *", "0 0 2 30 2 *", "0 0 25 * * *", "0 0 2 * *"}) {
            if (!cron.isEmpty()) {
                InvalidInputException refused = assertThrows(cron, InvalidInputException.class, () -> new ScheduleSettings(true, cron, "UTC"));
                assertTrue(refused.getMessage(), refused.getMessage().contains(cron));
            }
        }
        assertThrows(InvalidInputException.class, () -> new ScheduleSettings(true, null, "Paris"));
        assertThrows(InvalidInputException.class, () -> new NotificationSettings("file:///etc/passwd", null));
        assertEquals("every night", "0 0 2 * * *", new ScheduleSettings(true, null, null).cron());
    }
}
