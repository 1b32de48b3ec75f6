package org.alien4cloud.plugin.backup.service.policy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;

/**
 * Decides which backups are deleted. Retention never deletes manual, imported, pinned or damaged backups, nor the
 * newest scheduled one.
 *
 * <p>Of the other scheduled backups it keeps those that a rule names. Of safety backups it keeps the newest three and
 * those of the last thirty days. Damaged backups do not count for any rule. If a maximum size is set, scheduled backups
 * that do not fit are deleted, the oldest first.
 */
final class Retention {

    private static final int SAFETY_COUNT = 3;
    private static final int SAFETY_DAYS = 30;

    private final RetentionSettings settings;
    private final ZoneId zone;
    private final Predicate<Manifest> isGood;
    private final Predicate<Manifest> isPinned;
    private final Supplier<ToLongFunction<Manifest>> bytes;

    /**
     * @param zone for days, weeks and months
     * @param isGood tells whether a backup is not known to be damaged
     * @param isPinned tells whether a user wants to keep a backup
     * @param bytes starts a sum: its function returns the bytes that a backup adds to those passed before
     */
    Retention(
            RetentionSettings settings,
            ZoneId zone,
            Predicate<Manifest> isGood,
            Predicate<Manifest> isPinned,
            Supplier<ToLongFunction<Manifest>> bytes) {
        this.settings = settings;
        this.zone = zone;
        this.isGood = isGood;
        this.isPinned = isPinned;
        this.bytes = bytes;
    }

    /**
     * Returns the backups to delete once the next scheduled one has been made.
     *
     * @param coming the next scheduled backup, whose start counts as the present time
     * @param all existing backups, the newest first
     * @param growth bytes that it is expected to add
     */
    List<Manifest> toDeleteAfter(Manifest coming, List<Manifest> all, long growth) {
        List<Manifest> then = new ArrayList<>(all);
        then.add(0, coming);
        return new Retention(
                        settings,
                        zone,
                        backup -> backup == coming || isGood.test(backup),
                        backup -> backup != coming && isPinned.test(backup),
                        () -> {
                            ToLongFunction<Manifest> adding = bytes.get();
                            return backup -> backup == coming ? growth : adding.applyAsLong(backup);
                        })
                .toDelete(then, startOf(coming));
    }

    /**
     * Returns the backups to delete.
     *
     * @param all backups, the newest first
     */
    List<Manifest> toDelete(List<Manifest> all, Instant now) {
        if (!settings.enabled()) {
            return new ArrayList<>();
        }
        List<Manifest> scheduled = good(all, BackupOrigin.SCHEDULED);
        List<Manifest> safety = good(all, BackupOrigin.SAFETY);
        Set<Manifest> kept = new HashSet<>(all);
        kept.removeAll(scheduled);
        kept.removeAll(safety);
        kept.addAll(safety.stream().limit(SAFETY_COUNT).collect(Collectors.toList()));
        kept.addAll(safety.stream()
                .filter(backup -> ageInDays(backup, now) < SAFETY_DAYS)
                .collect(Collectors.toList()));
        all.stream().filter(isPinned).forEach(kept::add);
        Set<Manifest> scheduledKept = keptByRules(scheduled, now);
        scheduledKept.removeAll(kept);
        kept.addAll(settings.maxBytes() == 0 ? scheduledKept : fitting(kept, scheduledKept, scheduled));
        return all.stream().filter(backup -> !kept.contains(backup)).collect(Collectors.toList());
    }

    /**
     * Returns those scheduled backups that a rule names and that fit beside the fixed ones, the newest first. The
     * newest one always fits.
     */
    private List<Manifest> fitting(Set<Manifest> fixed, Set<Manifest> named, List<Manifest> scheduled) {
        ToLongFunction<Manifest> adding = bytes.get();
        long total = fixed.stream().filter(isGood).mapToLong(adding).sum();
        List<Manifest> fitting = new ArrayList<>();
        for (Manifest backup : scheduled) {
            if (named.contains(backup)) {
                total += adding.applyAsLong(backup);
                if (total > settings.maxBytes() && backup != scheduled.get(0)) {
                    return fitting;
                }
                fitting.add(backup);
            }
        }
        return fitting;
    }

    private List<Manifest> good(List<Manifest> all, BackupOrigin trigger) {
        return all.stream()
                .filter(backup -> backup.trigger() == trigger && isGood.test(backup))
                .collect(Collectors.toList());
    }

    private Set<Manifest> keptByRules(List<Manifest> scheduled, Instant now) {
        Set<Manifest> kept = new LinkedHashSet<>(scheduled.subList(0, Math.min(settings.last(), scheduled.size())));
        kept.addAll(newestOfEach(scheduled, settings.daily(), day -> day));
        kept.addAll(newestOfEach(
                scheduled,
                settings.weekly(),
                day -> day.get(IsoFields.WEEK_BASED_YEAR) * 100L + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)));
        kept.addAll(newestOfEach(scheduled, settings.monthly(), day -> day.getYear() * 100L + day.getMonthValue()));
        if (settings.maxAgeDays() > 0) {
            kept.removeIf(backup -> ageInDays(backup, now) >= settings.maxAgeDays());
        }
        scheduled.stream().findFirst().ifPresent(kept::add);
        return kept;
    }

    private List<Manifest> newestOfEach(List<Manifest> backups, int count, Function<LocalDate, Object> period) {
        Set<Object> seen = new HashSet<>();
        return backups.stream()
                .filter(backup -> seen.size() < count
                        && seen.add(period.apply(startOf(backup).atZone(zone).toLocalDate())))
                .collect(Collectors.toList());
    }

    private static long ageInDays(Manifest backup, Temporal now) {
        return ChronoUnit.DAYS.between(startOf(backup), now);
    }

    private static Instant startOf(Manifest backup) {
        return Instant.ofEpochMilli(backup.startedAt());
    }
}
