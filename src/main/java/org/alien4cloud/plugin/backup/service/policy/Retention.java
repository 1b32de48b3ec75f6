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
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Trigger;

/**
 * Which backups may go. What a person made, brought here or pinned stays until a person deletes it; of those of the
 * schedule, what a rule names stays, and the newest whatever the rules say; of safety backups the newest three, and
 * those of the last thirty days. Damaged ones count for nothing, and are left for a person to look at. Where all
 * together may take so many bytes only, those of the schedule go that do not fit, the oldest first.
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
     * @param zone in which days, weeks and months are counted
     * @param isGood whether nothing wrong is known of a backup
     * @param isPinned whether a person wants to keep it
     * @param bytes begins to add up: the bytes that a backup takes and none before it did
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
     * Tells which backups go once another one of the schedule has been made.
     *
     * @param coming that one; its start is the time that counts as now
     * @param all backups that there are, the newest first
     * @param growth bytes that it is expected to take beside those of the others
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
     * Tells which backups go.
     *
     * @param all backups, the newest first
     */
    List<Manifest> toDelete(List<Manifest> all, Instant now) {
        if (!settings.enabled()) {
            return new ArrayList<>();
        }
        List<Manifest> scheduled = good(all, Trigger.SCHEDULED);
        List<Manifest> safety = good(all, Trigger.SAFETY);
        Set<Manifest> kept = new HashSet<>(all);
        kept.removeAll(scheduled);
        kept.removeAll(safety);
        kept.addAll(safety.stream().limit(SAFETY_COUNT).collect(Collectors.toList()));
        kept.addAll(safety.stream()
                .filter(backup -> ageInDays(backup, now) < SAFETY_DAYS)
                .collect(Collectors.toList()));
        all.stream().filter(isPinned).forEach(kept::add);
        Set<Manifest> ofTheSchedule = keptOfTheSchedule(scheduled, now);
        ofTheSchedule.removeAll(kept);
        kept.addAll(settings.maxBytes() == 0 ? ofTheSchedule : fitting(kept, ofTheSchedule, scheduled));
        return all.stream().filter(backup -> !kept.contains(backup)).collect(Collectors.toList());
    }

    /**
     * Of those of the schedule that a rule names, the newest that fit beside those that may not go; the very newest
     * fits always.
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

    private List<Manifest> good(List<Manifest> all, Trigger trigger) {
        return all.stream()
                .filter(backup -> backup.trigger() == trigger && isGood.test(backup))
                .collect(Collectors.toList());
    }

    private Set<Manifest> keptOfTheSchedule(List<Manifest> scheduled, Instant now) {
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
