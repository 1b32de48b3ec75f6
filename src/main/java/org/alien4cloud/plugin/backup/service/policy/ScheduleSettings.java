package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/** Says when backups are made automatically. */
public final class ScheduleSettings {

    private static final String EVERY_NIGHT = "0 0 2 * * *";
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final int CHECKED_RUNS = 50;

    static final ScheduleSettings DEFAULT = new ScheduleSettings(false, null, null);

    private final boolean enabled;
    private final String cron;
    private final ZoneId zone;

    /**
     * @param cron in the format of Spring: second, minute, hour, day of month, month, day of week; null for every night
     *     at two
     * @param zone such as {@code Europe/Paris}, for {@code cron}; null for the server's
     * @throws InvalidFieldsException if either is invalid, or backups would be more often than every five minutes, or
     *     never
     */
    @JsonCreator
    public ScheduleSettings(
            @JsonProperty("enabled") boolean enabled,
            @JsonProperty("cron") String cron,
            @JsonProperty("zone") String zone) {
        this.enabled = enabled;
        FieldProblems problems = new FieldProblems();
        this.cron = cron == null ? EVERY_NIGHT : cron.trim();
        this.zone = zone(zone, problems);
        requireReasonable(problems);
        problems.requireNone();
    }

    private static ZoneId zone(String name, FieldProblems problems) {
        try {
            return name == null ? ZoneId.systemDefault() : ZoneId.of(name.trim());
        } catch (DateTimeException e) {
            problems.add("schedule.zone", "There is no time zone '" + name + "'. Use one such as Europe/Paris or UTC.");
            return ZoneId.systemDefault();
        }
    }

    private void requireReasonable(FieldProblems problems) {
        List<Instant> runs;
        try {
            runs = next(Instant.now(), CHECKED_RUNS);
        } catch (IllegalArgumentException e) {
            problems.add(
                    "schedule.cron",
                    "The schedule '" + cron + "' is invalid: " + e.getMessage()
                            + ". It has six fields: second, minute, hour, day of month, month, day of week; '0 0 2 * * *' is every night at two.");
            return;
        }
        if (runs.isEmpty()) {
            problems.add("schedule.cron", "The schedule '" + cron + "' never runs: there is no such day.");
        }
        for (int i = 1; i < runs.size(); i++) {
            if (Duration.between(runs.get(i - 1), runs.get(i)).compareTo(SHORTEST) < 0) {
                problems.add(
                        "schedule.cron",
                        "The schedule '" + cron + "' runs more often than every " + SHORTEST.toMinutes() + " minutes.");
                return;
            }
        }
    }

    /**
     * Returns the next runs after a moment, in order; fewer if there are no more.
     *
     * @param count maximum number of runs
     */
    public List<Instant> next(Instant after, int count) {
        CronTrigger trigger = new CronTrigger(cron, TimeZone.getTimeZone(zone));
        List<Instant> times = new ArrayList<>();
        Instant last = after;
        for (int i = 0; i < count; i++) {
            SimpleTriggerContext context = new SimpleTriggerContext();
            Date then = Date.from(last);
            context.update(then, then, then);
            try {
                Date next = trigger.nextExecutionTime(context);
                last = next.toInstant();
            } catch (IllegalArgumentException e) {
                // Spring searches only some years ahead
                return times;
            }
            times.add(last);
        }
        return times;
    }

    @JsonProperty
    public boolean enabled() {
        return enabled;
    }

    @JsonProperty
    public String cron() {
        return cron;
    }

    @JsonProperty("zone")
    public String zoneId() {
        return zone.getId();
    }

    public ZoneId zone() {
        return zone;
    }
}
