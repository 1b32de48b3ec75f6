package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;

/** Says which scheduled backups are kept. */
public final class RetentionSettings {

    /** The maximum of all numbers except {@code maxBytes}. */
    public static final int MOST = 10_000;
    /** The maximum of {@code maxBytes}: JavaScript cannot count exactly beyond it. */
    public static final long MOST_BYTES = 1L << 53;

    static final RetentionSettings DEFAULT = new RetentionSettings(false, null, null, null, null, null, null);

    private final boolean enabled;
    private final int last;
    private final int daily;
    private final int weekly;
    private final int monthly;
    private final int maxAgeDays;
    private final long maxBytes;

    /**
     * Uses defaults for numbers that are null: 7 last, 7 daily, 4 weekly, 12 monthly, no maximum age or size.
     *
     * @param last number of newest backups to keep
     * @param daily number of days with a backup for which the newest is kept, in the time zone of the schedule
     * @param weekly the same for weeks, which begin on Monday
     * @param monthly the same for months
     * @param maxAgeDays older backups are deleted, whatever other rule would keep them; 0 for no maximum
     * @param maxBytes maximum size of all backups together in the backup directory; older ones are deleted until they
     *     fit; 0 for no maximum
     * @throws InvalidFieldsException if a number is negative or beyond 10,000, or nothing would be kept
     */
    @JsonCreator
    public RetentionSettings(
            @JsonProperty("enabled") boolean enabled,
            @JsonProperty("last") Integer last,
            @JsonProperty("daily") Integer daily,
            @JsonProperty("weekly") Integer weekly,
            @JsonProperty("monthly") Integer monthly,
            @JsonProperty("maxAgeDays") Integer maxAgeDays,
            @JsonProperty("maxBytes") Long maxBytes) {
        this.enabled = enabled;
        FieldProblems problems = new FieldProblems();
        this.last = number("last", last, 7, problems);
        this.daily = number("daily", daily, 7, problems);
        this.weekly = number("weekly", weekly, 4, problems);
        this.monthly = number("monthly", monthly, 12, problems);
        this.maxAgeDays = number("maxAgeDays", maxAgeDays, 0, problems);
        this.maxBytes = maxBytes == null ? 0 : maxBytes;
        if (this.maxBytes < 0 || this.maxBytes > MOST_BYTES) {
            problems.notFrom0("retention.maxBytes", MOST_BYTES, maxBytes);
        }
        if (this.last + this.daily + this.weekly + this.monthly == 0) {
            problems.add(
                    "retention.last",
                    "This retention keeps no backup. Set at least one of last, daily, weekly and monthly to a number above 0.");
        }
        problems.requireNone();
    }

    private static int number(String name, Integer value, int absent, FieldProblems problems) {
        if (value != null && (value < 0 || value > MOST)) {
            problems.notFrom0("retention." + name, MOST, value);
        }
        return value == null ? absent : value;
    }

    @JsonProperty
    public boolean enabled() {
        return enabled;
    }

    @JsonProperty
    public int last() {
        return last;
    }

    @JsonProperty
    public int daily() {
        return daily;
    }

    @JsonProperty
    public int weekly() {
        return weekly;
    }

    @JsonProperty
    public int monthly() {
        return monthly;
    }

    @JsonProperty
    public int maxAgeDays() {
        return maxAgeDays;
    }

    @JsonProperty
    public long maxBytes() {
        return maxBytes;
    }
}
