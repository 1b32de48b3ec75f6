package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;

/** Which of the backups that nobody made by hand are kept. */
public final class RetentionSettings {

    /** The greatest of all numbers but {@code maxBytes}. */
    public static final int MOST = 10_000;
    /** The greatest {@code maxBytes}: what JavaScript still counts exactly. */
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
     * Numbers that are null are those of the default: 7 last, 7 daily, 4 weekly, 12 monthly, no greatest age or size.
     *
     * @param last how many of the newest are kept
     * @param daily for how many days, that have a backup, the newest of each is kept; in the schedule's time zone
     * @param weekly the same for weeks, which begin on Monday
     * @param monthly the same for months
     * @param maxAgeDays older ones go, whatever else would keep them; 0 for any age
     * @param maxBytes how much all backups together may take of the backup directory; older ones go until they fit; 0
     *     for any size
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
                    "This retention keeps nothing. At least one of last, daily, weekly and monthly must be above 0.");
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
