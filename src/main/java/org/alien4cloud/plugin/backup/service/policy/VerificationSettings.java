package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;

/** Says which backups are verified automatically. */
public final class VerificationSettings {

    /** The maximum of {@code deepEveryDays}. */
    public static final int MOST_DAYS = 1000;

    static final VerificationSettings DEFAULT = new VerificationSettings(false, 0);

    private final boolean afterBackup;
    private final int deepEveryDays;

    /**
     * @param afterBackup whether each backup is verified as soon as it is made; its operation fails if it is damaged
     * @param deepEveryDays days between test restores, each of another backup, after a scheduled backup; 0 for never
     * @throws InvalidFieldsException if the days are negative or beyond 1,000
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
