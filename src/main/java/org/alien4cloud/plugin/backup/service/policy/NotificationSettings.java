package org.alien4cloud.plugin.backup.service.policy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.URISyntaxException;
import org.alien4cloud.plugin.backup.model.FieldProblems;
import org.alien4cloud.plugin.backup.model.InvalidFieldsException;

/** Says where notifications are sent, and how old the newest good backup may become. */
@JsonIgnoreProperties(value = "hasSecret", allowGetters = true)
public final class NotificationSettings {

    /** The maximum of {@code maxAgeHours}. */
    public static final int MOST_HOURS = 10_000;

    public static final NotificationSettings DEFAULT = new NotificationSettings(null, null, 0);

    private final String url;
    private final String secret;
    private final int maxAgeHours;

    /**
     * @param url that receives a POST; null or empty for none
     * @param secret that signs the POST; null for none
     * @param maxAgeHours age of the newest good backup, in hours, from which on an alert is sent; 0 for never
     * @throws InvalidFieldsException if the address is not of http or https, the secret is empty, or the hours are
     *     negative or beyond 10,000
     */
    @JsonCreator
    public NotificationSettings(
            @JsonProperty("url") String url,
            @JsonProperty("secret") String secret,
            @JsonProperty("maxAgeHours") int maxAgeHours) {
        FieldProblems problems = new FieldProblems();
        if (maxAgeHours < 0 || maxAgeHours > MOST_HOURS) {
            problems.notFrom0("notification.maxAgeHours", MOST_HOURS, maxAgeHours);
        }
        this.url = url == null || url.trim().isEmpty() ? null : url.trim();
        if (this.url != null && !isAddress(this.url)) {
            problems.add(
                    "notification.url",
                    "The notification address must begin with http:// or https://, and have a host.");
        }
        if (secret != null && secret.isEmpty()) {
            problems.add(
                    "notification.secret",
                    "The secret is empty. Leave it out to keep the present one; send \"removeSecret\": true to remove it.");
        }
        problems.requireNone();
        this.secret = secret;
        this.maxAgeHours = maxAgeHours;
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @JsonProperty
    public String url() {
        return url;
    }

    /** Tells whether there is a secret, which itself is never shown. */
    @JsonProperty
    public boolean hasSecret() {
        return secret != null;
    }

    @JsonProperty
    public int maxAgeHours() {
        return maxAgeHours;
    }

    public String secret() {
        return secret;
    }

    /** Returns these settings with the previous secret, if they have none. */
    NotificationSettings keeping(NotificationSettings before) {
        return secret == null ? new NotificationSettings(url, before.secret, maxAgeHours) : this;
    }
}
