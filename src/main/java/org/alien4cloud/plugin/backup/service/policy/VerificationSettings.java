package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;

/** Which backups are verified by themselves. */
public final class VerificationSettings {

    /** The greatest {@code deepEveryDays}. */
    public static final int MOST_DAYS = 1000;

    static final VerificationSettings DEFAULT = new VerificationSettings(false, 0);

    private final boolean afterBackup;
    private final int deepEveryDays;

    /**
     * @param afterBackup whether each backup is verified as soon as it is made; one that is damaged fails then
     * @param deepEveryDays after how many days one backup is restored for a test, each in its turn, behind a backup of
     *     the schedule; 0 for never
     * @throws InvalidFieldsException if that is negative or beyond 1,000
     */
    @JsonCreator
    public VerificationSettings(
            @JsonProperty("afterBackup") boolean afterBackup, @JsonProperty("deepEveryDays") int deepEveryDays) {
        FieldProblems problems = new FieldProblems();
        if (deepEveryDays < 0 || deepEveryDays > MOST_DAYS) {
            problems.notFrom0("verification.deepEveryDays", MOST_DAYS, deepEveryDays);
        }
        problems.requireNone();
        this.afterBackup = afterBackup;
        this.deepEveryDays = deepEveryDays;
    }

    @JsonProperty
    public boolean afterBackup() {
        return afterBackup;
    }

    @JsonProperty
    public int deepEveryDays() {
        return deepEveryDays;
    }
}
