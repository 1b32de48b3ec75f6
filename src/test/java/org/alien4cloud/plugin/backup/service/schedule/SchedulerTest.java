package org.alien4cloud.plugin.backup.service.schedule;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.capture.UpdateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.NotificationSettings;
import org.alien4cloud.plugin.backup.service.policy.RetentionSettings;
import org.alien4cloud.plugin.backup.service.policy.ScheduleSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.policy.VerificationSettings;
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
        set(enabled, cron, retention, null, null);
    }

    private void set(
            boolean enabled,
            String cron,
            RetentionSettings retention,
            NotificationSettings notification,
            VerificationSettings verification) {
        server.set(new Settings(new ScheduleSettings(enabled, cron, "UTC"), retention, notification, verification));
        assertTrue(
                "by the clock of the test",
                directory.resolve("backups/settings.json").toFile().setLastModified(clock.now.toEpochMilli()));
    }

    /** Looks as often as the plugin may, for some hours. */
    private void poll(int hours) {
        poll(hours, 1);
    }

    private void poll(int hours, int step) {
        for (int i = 0; i < hours; i += step) {
            scheduler.poll();
            server.awaitIdle();
            scheduler.poll();
            clock.pass(Duration.ofHours(step));
        }
    }

    private int runs() {
        return (int) server.repository().catalog().list().stream()
                .filter(backup -> backup.trigger() == BackupOrigin.SCHEDULED)
                .count();
    }

    @Test
    public void makesABackupWheneverOneIsDue() {
        set(false, "0 0 2 * * *", null);
        poll(30);
        assertEquals("it is off", 0, runs());
        set(true, "0 0 2 * * *", null);
        poll(72);
        assertEquals("one a night", 3, runs());
    }

    @Test
    public void replacesMissedRunsByOne() {
        set(true, "0 0 2 * * *", null);
        poll(30);
        int before = runs();
        clock.pass(Duration.ofDays(10));
        scheduler = server.scheduler(clock);
        poll(1);
        assertEquals(before + 1, runs());
    }

    @Test
    public void ignoresRunsBeforeItWasEnabled() {
        set(false, "0 0 2 * * *", null);
        poll(48);
        set(true, "0 0 2 * * *", null);
        scheduler.poll();
        server.awaitIdle();
        assertEquals(0, runs());
    }

    @Test
    public void waitsForWhatRuns() {
        set(true, "0 0 * * * *", null);
        scheduler.poll();
        clock.pass(Duration.ofHours(2));
        try (RepositoryLock held = server.lock()) {
            scheduler.poll();
        }
        assertEquals(0, runs());
        poll(1);
        assertEquals(1, runs());
    }

    @Test
    public void retriesAFailedBackupOnlyAtTheNextRun() throws IOException {
        set(true, "0 0 2 * * *", null);
        scheduler.poll();
        Files.move(directory.resolve("snapshots"), directory.resolve("away"));
        poll(25);
        List<OperationState> states =
                server.operations().list().stream().map(Operation::state).collect(Collectors.toList());
        assertEquals(Arrays.asList(OperationState.FAILED), states);
        Files.move(directory.resolve("away"), directory.resolve("snapshots"));
        poll(24);
        assertEquals(1, runs());
    }

    @Test
    public void prunesByTheRetention() {
        server.backUp("by-hand");
        set(true, "0 0 2 * * *", new RetentionSettings(true, 2, 0, 0, 0, 0, null));
        poll(5 * 24);
        assertEquals(2, runs());
        assertTrue(server.repository().catalog().list().stream()
                .anyMatch(backup -> backup.name().value().equals("by-hand")));
        assertTrue(server.operations().list().stream()
                .allMatch(operation -> operation.state() == OperationState.SUCCEEDED));
    }

    /** Half day by half day, with two weeks that the server is down. Every backup is real, of one file. */
    @Test
    public void followsItsRulesForAYear() {
        List<DayOfWeek> nights = Arrays.asList(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY);
        set(true, "0 0 2 * * MON,WED,FRI", new RetentionSettings(true, 3, 0, 0, 0, 0, null));
        int expected = 0;
        for (int day = 0; day < 365; day++) {
            if (day == 200) {
                clock.pass(Duration.ofDays(14));
                scheduler = server.scheduler(clock);
            }
            // the night before this noon; of those that were missed one is made up for
            if (day == 200
                    || day > 0
                            && nights.contains(
                                    clock.instant().atZone(ZoneOffset.UTC).getDayOfWeek())) {
                expected++;
            }
            poll(24, 12);
        }
        List<Operation> operations = server.operations().list();
        assertTrue("some 150", expected > 140 && expected < 160);
        assertEquals(expected, operations.size());
        assertTrue(operations.stream().allMatch(operation -> operation.state() == OperationState.SUCCEEDED));
        assertEquals(3, runs());
    }

    @Test
    public void verifiesBeforeItPrunes() throws IOException {
        set(
                true,
                "0 0 2 * * *",
                new RetentionSettings(true, 1, 0, 0, 0, 0, null),
                null,
                new VerificationSettings(true, 0));
        poll(24);
        Manifest first = server.repository().catalog().list().get(0);
        assertEquals(
                Verification.State.OK,
                server.repository().verifier().last(first.name()).get().state());
        // what the next backup shares with this one is damaged now
        Path pack = Files.list(directory.resolve("backups/packs")).findFirst().get();
        byte[] damaged = Files.readAllBytes(pack);
        damaged[60] ^= 1;
        Files.write(pack, damaged);
        poll(24);
        Operation last = server.operations().list().get(0);
        assertEquals(OperationState.FAILED, last.state());
        assertTrue(last.error(), last.error().contains("is damaged"));
        assertEquals("the one before is not deleted for one that is no good", 2, runs());
    }

    /** That the tests begin: without an Elasticsearch here they cannot end well. */
    @Test
    public void testsEachBackupInTurn() {
        // none goes: names are of the machine's time, in which all these days take a second, so that one that is free
        // would be given again
        set(
                true,
                "0 0 2 * * *",
                new RetentionSettings(true, 40, 0, 0, 0, 0, null),
                null,
                new VerificationSettings(false, 7));
        List<Operation> tests = tests(30 * 24);
        assertEquals("once a week", 5, tests.size());
        assertEquals(
                "never the same",
                5,
                tests.stream().map(Operation::backup).distinct().count());
        set(true, "0 0 2 * * *", null, null, new VerificationSettings(false, 0));
        assertEquals("it is off", 5, tests(30 * 24).size());
    }

    private List<Operation> tests(int hours) {
        poll(hours, 6);
        return server.operations().list().stream()
                .filter(operation -> operation.kind() == OperationKind.VERIFY)
                .collect(Collectors.toList());
    }

    @Test
    public void alertsWhenAGoodBackupIsOverdue() {
        clock.now = Instant.now();
        List<String> alerts = new ArrayList<>();
        OverdueBackupCheck overdue = new OverdueBackupCheck(server.context(), server.settings(clock), clock);
        OverdueBackupAlert overdueAlert = new OverdueBackupAlert(
                overdue,
                new Notifier(server.settings(clock), server.runner()) {
                    @Override
                    void report(String event, String message) {
                        alerts.add(event + ": " + message);
                    }
                },
                clock);
        set(false, "0 0 2 * * *", null, new NotificationSettings(null, null, 24), null);
        overdueAlert.poll();
        clock.pass(Duration.ofHours(23));
        overdueAlert.poll();
        assertEquals("time to make one", Arrays.asList(), alerts);
        clock.pass(Duration.ofHours(2));
        overdueAlert.poll();
        overdueAlert.poll();
        assertEquals(
                Arrays.asList(
                        "NO_GOOD_BACKUP: No good backup was made in the last 24 hours. This server has none at all."),
                alerts);
        clock.pass(Duration.ofHours(23));
        overdueAlert.poll();
        assertEquals("once a day", 1, alerts.size());
        clock.pass(Duration.ofHours(1));
        overdueAlert.poll();
        assertEquals("once a day", 2, alerts.size());
        clock.now = Instant.now();
        server.backUp("good");
        overdueAlert.poll();
        clock.pass(Duration.ofHours(25));
        overdueAlert.poll();
        assertEquals(3, alerts.size());
        assertTrue(alerts.get(2), alerts.get(2).contains("The newest one, good, started at "));
        set(false, "0 0 2 * * *", null, null, null);
        assertTrue(!overdue.problem().isPresent());
    }

    @Test
    public void keepsPinnedBackups() {
        set(true, "0 0 2 * * *", new RetentionSettings(true, 1, 0, 0, 0, 0, null));
        poll(24);
        BackupName first = server.repository().catalog().list().get(0).name();
        server.backups().amend(first, new UpdateBackupRequest(null, true));
        poll(5 * 24);
        assertEquals(2, runs());
        assertTrue(server.repository().catalog().exists(first));
        server.backups().amend(first, new UpdateBackupRequest("no more", false));
        assertEquals(
                "no more", server.backups().note(server.backups().get(first)).description());
        assertEquals(1, server.backups().list("NO MORE").size());
        poll(24);
        assertEquals(1, runs());
    }

    /** Night by night: the preview counts the backup that is still to come. */
    @Test
    public void prunesWhatThePreviewNamed() {
        clock.now = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofHours(12));
        set(true, "0 0 2 * * *", new RetentionSettings(true, 3, 0, 0, 0, 0, null));
        SettingsService settings = server.settings(clock);
        int deleted = 0;
        for (int night = 0; night < 6; night++) {
            List<BackupName> before = names();
            List<BackupName> announced = settings.preview(settings.get()).getDeletes();
            assertEquals(
                    "without another backup nothing goes",
                    Collections.emptyList(),
                    settings.deletableNow(settings.get()));
            poll(24);
            before.removeAll(names());
            assertEquals("night " + night, announced, before);
            deleted += before.size();
        }
        assertEquals(3, deleted);
        set(false, "0 0 2 * * *", new RetentionSettings(true, 1, 0, 0, 0, 0, null));
        assertEquals(
                "where no run comes, none deletes",
                Collections.emptyList(),
                settings.preview(settings.get()).getDeletes());
        assertEquals(
                "to be deleted by hand",
                2,
                settings.deletableNow(settings.get()).size());
    }

    private List<BackupName> names() {
        return server.repository().catalog().list().stream().map(Manifest::name).collect(Collectors.toList());
    }
}
