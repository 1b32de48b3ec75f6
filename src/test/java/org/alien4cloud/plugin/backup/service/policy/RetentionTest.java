package org.alien4cloud.plugin.backup.service.policy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.junit.Test;

/** Which backups the retention lets go. */
public class RetentionTest {

    private static final Predicate<Manifest> ALL_GOOD = backup -> true;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    public void deletesNothingWhenOff() {
        assertEquals(
                Collections.emptyList(),
                deleted(new RetentionSettings(false, 1, 0, 0, 0, 1, null), daily(400), ALL_GOOD));
    }

    @Test
    public void keepsTheNewestOfDaysWeeksAndMonths() {
        List<Manifest> year = daily(400);
        RetentionSettings settings = new RetentionSettings(true, 2, 7, 4, 12, 0, null);
        List<String> kept = kept(settings, year);
        // seven days; of the three weeks before, the Sundays; of the eleven months before, the last days
        assertEquals(
                Arrays.asList(
                        "d2026-11-24",
                        "d2026-11-23",
                        "d2026-11-22",
                        "d2026-11-21",
                        "d2026-11-20",
                        "d2026-11-19",
                        "d2026-11-18",
                        "d2026-11-15",
                        "d2026-11-08",
                        "d2026-10-31",
                        "d2026-09-30",
                        "d2026-08-31",
                        "d2026-07-31",
                        "d2026-06-30",
                        "d2026-05-31",
                        "d2026-04-30",
                        "d2026-03-31",
                        "d2026-02-28",
                        "d2026-01-31",
                        "d2025-12-31"),
                kept);
    }

    /** Day after day, as it goes: what a rule wants later must not have gone before. */
    @Test
    public void keepsTheSameWhenItRunsEveryDay() {
        RetentionSettings settings = new RetentionSettings(true, 2, 7, 4, 12, 0, null);
        List<Manifest> present = new ArrayList<>();
        List<Manifest> year = daily(400);
        for (int day = year.size() - 1; day >= 0; day--) {
            present.add(0, year.get(day));
            Instant now = Instant.ofEpochMilli(year.get(day).startedAt());
            present.removeAll(retention(settings, ZoneOffset.UTC, ALL_GOOD).toDelete(present, now));
        }
        assertEquals(kept(settings, year), names(present));
    }

    @Test
    public void countsDaysInTheZoneOfTheSchedule() {
        List<Manifest> backups = Arrays.asList(
                backup("evening", BackupOrigin.SCHEDULED, Instant.parse("2026-11-23T23:30:00Z")),
                backup("before", BackupOrigin.SCHEDULED, Instant.parse("2026-11-23T22:30:00Z")));
        RetentionSettings settings = new RetentionSettings(true, 0, 2, 0, 0, 0, null);
        assertEquals(
                1,
                retention(settings, ZoneOffset.UTC, ALL_GOOD)
                        .toDelete(backups, NOW)
                        .size());
        assertEquals(
                "one is of the next day in Paris",
                0,
                retention(settings, ZoneId.of("Europe/Paris"), ALL_GOOD)
                        .toDelete(backups, NOW)
                        .size());
    }

    @Test
    public void deletesTooOldOnesButNeverTheNewest() {
        List<Manifest> old = daily(400).subList(100, 400);
        List<String> kept = new ArrayList<>(names(old));
        kept.removeAll(deleted(new RetentionSettings(true, 10, 10, 10, 10, 30, null), old, ALL_GOOD));
        assertEquals(Collections.singletonList(old.get(0).name().value()), kept);
    }

    @Test
    public void ignoresDamagedBackups() {
        List<Manifest> backups = daily(5);
        RetentionSettings settings = new RetentionSettings(true, 1, 0, 0, 0, 0, null);
        List<String> deleted =
                deleted(settings, backups, backup -> backup != backups.get(0) && backup != backups.get(3));
        assertEquals(names(Arrays.asList(backups.get(2), backups.get(4))), deleted);
    }

    @Test
    public void keepsManualAndImportedBackups() {
        List<Manifest> backups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            backups.add(backup(
                    "m" + i,
                    i % 2 == 0 ? BackupOrigin.MANUAL : BackupOrigin.IMPORTED,
                    NOW.minus(Duration.ofDays(i * 20))));
        }
        assertEquals(
                Collections.emptyList(), deleted(new RetentionSettings(true, 1, 0, 0, 0, 1, null), backups, ALL_GOOD));
    }

    @Test
    public void keepsThreeSafetyBackupsAndThoseOfAMonth() {
        List<Manifest> backups = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            backups.add(backup("s" + i, BackupOrigin.SAFETY, NOW.minus(Duration.ofDays(i * 10))));
        }
        assertEquals(
                Arrays.asList("s3", "s4", "s5"),
                deleted(new RetentionSettings(true, 1, 0, 0, 0, 1, null), backups, ALL_GOOD));
        backups.add(0, backup("s-new", BackupOrigin.SAFETY, NOW));
        assertFalse(
                "of the last month, though the fourth",
                deleted(new RetentionSettings(true, 1, 0, 0, 0, 1, null), backups, ALL_GOOD)
                        .contains("s2"));
    }

    @Test
    public void keepsPinnedBackups() {
        List<Manifest> backups = daily(3);
        backups.add(backup("pinned", BackupOrigin.SCHEDULED, NOW.minus(Duration.ofDays(500))));
        backups.add(backup("pinned-safety", BackupOrigin.SAFETY, NOW.minus(Duration.ofDays(501))));
        for (int i = 0; i < 3; i++) {
            backups.add(0, backup("s" + i, BackupOrigin.SAFETY, NOW));
        }
        assertEquals(
                names(backups.subList(4, 6)),
                deleted(new RetentionSettings(true, 1, 0, 0, 0, 10, 1L), backups, ALL_GOOD));
    }

    /** 100 bytes each that no other has. */
    @Test
    public void deletesTheOldestThatDoNotFit() {
        List<Manifest> backups = daily(10);
        assertEquals(
                6,
                deleted(new RetentionSettings(true, 10, 0, 0, 0, 0, 400L), backups, ALL_GOOD)
                        .size());
        assertEquals(
                7,
                deleted(new RetentionSettings(true, 10, 0, 0, 0, 0, 399L), backups, ALL_GOOD)
                        .size());
        assertEquals(
                "a rule lets go of them anyway",
                names(backups.subList(3, 10)),
                deleted(new RetentionSettings(true, 3, 0, 0, 0, 0, 400L), backups, ALL_GOOD));
        assertEquals(
                "the newest fits always",
                names(backups.subList(1, 10)),
                deleted(new RetentionSettings(true, 10, 0, 0, 0, 0, 1L), backups, ALL_GOOD));
        backups.add(0, backup("by-hand", BackupOrigin.MANUAL, NOW));
        assertEquals(
                "what may not go takes room, too",
                7,
                deleted(new RetentionSettings(true, 10, 0, 0, 0, 0, 400L), backups, ALL_GOOD)
                        .size());
    }

    @Test
    public void countsTheComingBackup() {
        List<Manifest> backups = daily(3);
        Manifest coming = backup("coming", BackupOrigin.SCHEDULED, NOW.plus(Duration.ofDays(1)));
        RetentionSettings two = new RetentionSettings(true, 2, 0, 0, 0, 0, null);
        assertEquals(names(backups.subList(2, 3)), deleted(two, backups, ALL_GOOD));
        assertEquals("one more is there by then", names(backups.subList(1, 3)), deletedAfter(coming, two, backups, 0));
        RetentionSettings threeDays = new RetentionSettings(true, 10, 0, 0, 0, 3, null);
        assertEquals(0, deleted(threeDays, backups, ALL_GOOD).size());
        assertEquals("one is older by then", names(backups.subList(2, 3)), deletedAfter(coming, threeDays, backups, 0));
        RetentionSettings fitting = new RetentionSettings(true, 10, 0, 0, 0, 0, 300L);
        assertEquals(0, deletedAfter(coming, fitting, backups, 0).size());
        assertEquals("it takes room", names(backups.subList(2, 3)), deletedAfter(coming, fitting, backups, 1));
        assertEquals(
                "it fits always, and nothing else does", names(backups), deletedAfter(coming, fitting, backups, 301));
    }

    private static List<String> deletedAfter(
            Manifest coming, RetentionSettings settings, List<Manifest> all, long growth) {
        return names(retention(settings, ZoneOffset.UTC, ALL_GOOD).toDeleteAfter(coming, all, growth));
    }

    @Test
    public void refusesToKeepNothing() {
        assertThrows(InvalidInputException.class, () -> new RetentionSettings(true, 1, 0, 0, 0, 0, -1L));
        assertThrows(InvalidInputException.class, () -> new RetentionSettings(true, 0, 0, 0, 0, 0, null));
        assertThrows(InvalidInputException.class, () -> new RetentionSettings(true, -1, 1, 1, 1, 0, null));
        assertTrue(
                assertThrows(InvalidInputException.class, () -> new RetentionSettings(true, 1, 10_001, 0, 0, 0, null))
                        .getMessage()
                        .contains("daily"));
    }

    private static List<String> kept(RetentionSettings settings, List<Manifest> all) {
        List<String> kept = new ArrayList<>(names(all));
        kept.removeAll(deleted(settings, all, ALL_GOOD));
        return kept;
    }

    private static List<String> deleted(RetentionSettings settings, List<Manifest> all, Predicate<Manifest> isGood) {
        return names(retention(settings, ZoneOffset.UTC, isGood).toDelete(all, NOW));
    }

    private static Retention retention(RetentionSettings settings, ZoneId zone, Predicate<Manifest> isGood) {
        return new Retention(
                settings, zone, isGood, backup -> backup.name().value().startsWith("pinned"), () -> Manifest::bytes);
    }

    private static List<String> names(List<Manifest> backups) {
        return backups.stream().map(backup -> backup.name().value()).collect(Collectors.toList());
    }

    /** One each night, the newest first. */
    private static List<Manifest> daily(int count) {
        List<Manifest> backups = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Instant night = Instant.parse("2026-11-24T02:00:00Z").minus(Duration.ofDays(i));
            backups.add(backup("d" + night.toString().substring(0, 10), BackupOrigin.SCHEDULED, night));
        }
        return backups;
    }

    private static Manifest backup(String name, BackupOrigin trigger, Instant startedAt) {
        return Manifest.builder()
                .name(BackupName.of(name))
                .repositoryId("r")
                .trigger(trigger)
                .engine("export")
                .startedAt(startedAt.toEpochMilli())
                .bytes(100)
                .build();
    }
}
