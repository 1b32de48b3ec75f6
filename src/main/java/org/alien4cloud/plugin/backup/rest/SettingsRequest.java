package org.alien4cloud.plugin.backup.rest;

import com.fasterxml.jackson.databind.JsonNode;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.policy.NotificationSettings;
import org.alien4cloud.plugin.backup.service.policy.RetentionSettings;
import org.alien4cloud.plugin.backup.service.policy.ScheduleSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import org.alien4cloud.plugin.backup.service.policy.VerificationSettings;

/**
 * Reads the settings from a request. The request replaces all settings, so every field is required. Only the secret may
 * be left out; it then does not change.
 */
final class SettingsRequest {

    private final Settings settings;
    private final String version;
    private final boolean removeSecret;

    private SettingsRequest(Settings settings, String version, boolean removeSecret) {
        this.settings = settings;
        this.version = version;
        this.removeSecret = removeSecret;
    }

    /**
     * Reads the body of a request.
     *
     * @throws InvalidFieldsException if fields are missing, unknown or out of range; it lists all of them
     * @throws InvalidInputException if the body is not a JSON object
     */
    static SettingsRequest read(HttpServletRequest request) {
        JsonNode body = JsonRequestReader.read(request, JsonNode.class);
        if (!body.isObject()) {
            throw new InvalidInputException("The request's body is " + body + ". Send a JSON object.");
        }
        FieldProblems problems = new FieldProblems();
        JsonFields fields = new JsonFields(body, problems);
        String version = fields.optionalText("version");
        ScheduleSettings schedule = schedule(fields.object("schedule"), problems);
        RetentionSettings retention = retention(fields.object("retention"), problems);
        JsonFields notification = fields.object("notification");
        boolean removeSecret = notification.optionalTruth("removeSecret");
        NotificationSettings notified = notification(notification, removeSecret, problems);
        VerificationSettings verification = verification(fields.object("verification"), problems);
        fields.refuseOthers();
        problems.requireNone();
        return new SettingsRequest(new Settings(schedule, retention, notified, verification), version, removeSecret);
    }

    private static ScheduleSettings schedule(JsonFields fields, FieldProblems problems) {
        boolean enabled = Boolean.TRUE.equals(fields.truth("enabled"));
        String cron = fields.text("cron");
        String zone = fields.text("zone");
        fields.refuseOthers();
        return problems.collect(() -> new ScheduleSettings(enabled, cron, zone));
    }

    private static RetentionSettings retention(JsonFields fields, FieldProblems problems) {
        boolean enabled = Boolean.TRUE.equals(fields.truth("enabled"));
        Integer last = fields.number("last", RetentionSettings.MOST);
        Integer daily = fields.number("daily", RetentionSettings.MOST);
        Integer weekly = fields.number("weekly", RetentionSettings.MOST);
        Integer monthly = fields.number("monthly", RetentionSettings.MOST);
        Integer maxAgeDays = fields.number("maxAgeDays", RetentionSettings.MOST);
        Long maxBytes = fields.number("maxBytes", RetentionSettings.MOST_BYTES);
        fields.refuseOthers();
        return problems.collect(
                () -> new RetentionSettings(enabled, last, daily, weekly, monthly, maxAgeDays, maxBytes));
    }

    private static NotificationSettings notification(JsonFields fields, boolean removeSecret, FieldProblems problems) {
        String url = fields.textOrNull("url");
        String secret = fields.optionalText("secret");
        Integer hours = fields.number("maxAgeHours", NotificationSettings.MOST_HOURS);
        fields.ignore("hasSecret");
        fields.refuseOthers();
        if (removeSecret && secret != null) {
            problems.add(
                    "notification.removeSecret",
                    "The request also sets a secret. Either set a new secret, or remove the stored one.");
        }
        return problems.collect(() -> new NotificationSettings(url, secret, hours == null ? 0 : hours));
    }

    private static VerificationSettings verification(JsonFields fields, FieldProblems problems) {
        boolean afterBackup = Boolean.TRUE.equals(fields.truth("afterBackup"));
        Integer days = fields.number("deepEveryDays", VerificationSettings.MOST_DAYS);
        fields.refuseOthers();
        return problems.collect(() -> new VerificationSettings(afterBackup, days == null ? 0 : days));
    }

    Settings settings() {
        return settings;
    }

    /** Returns the version of the settings that the caller has changed; null if the request does not say. */
    String version() {
        return version;
    }

    boolean removesSecret() {
        return removeSecret;
    }
}
