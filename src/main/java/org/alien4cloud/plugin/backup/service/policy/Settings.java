package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What an administrator sets on the page: kept in the backup directory, so that a restore does not set it back. */
public final class Settings {

    static final Settings DEFAULT = new Settings(null, null, null, null);

    private final ScheduleSettings schedule;
    private final RetentionSettings retention;
    private final NotificationSettings notification;
    private final VerificationSettings verification;

    /** What is null is as by default: no schedule, no retention, nobody is told, nothing is verified. */
    @JsonCreator
    public Settings(
            @JsonProperty("schedule") ScheduleSettings schedule,
            @JsonProperty("retention") RetentionSettings retention,
            @JsonProperty("notification") NotificationSettings notification,
            @JsonProperty("verification") VerificationSettings verification) {
        this.schedule = schedule == null ? ScheduleSettings.DEFAULT : schedule;
        this.retention = retention == null ? RetentionSettings.DEFAULT : retention;
        this.notification = notification == null ? NotificationSettings.DEFAULT : notification;
        this.verification = verification == null ? VerificationSettings.DEFAULT : verification;
    }

    @JsonProperty
    public ScheduleSettings schedule() {
        return schedule;
    }

    @JsonProperty
    public RetentionSettings retention() {
        return retention;
    }

    @JsonProperty
    public NotificationSettings notification() {
        return notification;
    }

    @JsonProperty
    public VerificationSettings verification() {
        return verification;
    }

    /** With the secret of before, if none was given now. */
    Settings keepingSecret(Settings before) {
        return new Settings(schedule, retention, notification.keeping(before.notification), verification);
    }
}
