package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Holds all settings of the page. They are stored in the backup directory, so that a restore does not change them. */
public final class Settings {

    static final Settings DEFAULT = new Settings(null, null, null, null);

    private final ScheduleSettings schedule;
    private final RetentionSettings retention;
    private final NotificationSettings notification;
    private final VerificationSettings verification;

    /** Uses defaults for what is null: no schedule, no retention, no notification, no verification. */
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

    /** Returns these settings with the previous secret, if they have none. */
    Settings keepingSecret(Settings before) {
        return new Settings(schedule, retention, notification.keeping(before.notification), verification);
    }
}
