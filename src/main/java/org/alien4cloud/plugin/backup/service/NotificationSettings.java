package org.alien4cloud.plugin.backup.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.URISyntaxException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/** Who is told how operations ended, and when there has been no good backup for too long. */
@JsonIgnoreProperties(value = "hasSecret", allowGetters = true)
public final class NotificationSettings {

    private static final int MOST_HOURS = 10_000;

    static final NotificationSettings DEFAULT = new NotificationSettings(null, null, 0);

    private final String url;
    private final String secret;
    private final int maxAgeHours;

    /**
     * @param url that gets a POST; null or empty for nobody
     * @param secret that signs it; null or empty for none
     * @param maxAgeHours for how many hours there may be no good backup before that is told; 0 for any time
     * @throws InvalidInputException if the address is none of http or https, or the hours are negative or beyond 10,000
     */
    @JsonCreator
    public NotificationSettings(@JsonProperty("url") String url, @JsonProperty("secret") String secret,
            @JsonProperty("maxAgeHours") int maxAgeHours) {
        if (maxAgeHours < 0 || maxAgeHours > MOST_HOURS) {
            throw new InvalidInputException("The notification's maxAgeHours is " + maxAgeHours + ". It must be from 0, for never, to " + MOST_HOURS + ".");
        }
        this.url = url == null || url.trim().isEmpty() ? null : checked(url.trim());
        this.secret = secret;
        this.maxAgeHours = maxAgeHours;
    }

    private static String checked(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw new InvalidInputException("The notification's address must begin with http:// or https://, and have a host.");
    }

    @JsonProperty
    public String url() {
        return url;
    }

    /** Whether there is one; itself it is told to nobody. */
    @JsonProperty
    public boolean hasSecret() {
        return secret != null && !secret.isEmpty();
    }

    @JsonProperty
    public int maxAgeHours() {
        return maxAgeHours;
    }

    String secret() {
        return secret;
    }

    /** With the secret of before, if none was given now. */
    NotificationSettings keeping(NotificationSettings before) {
        return secret == null ? new NotificationSettings(url, before.secret, maxAgeHours) : this;
    }
}
