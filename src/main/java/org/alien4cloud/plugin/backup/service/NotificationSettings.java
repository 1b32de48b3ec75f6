package org.alien4cloud.plugin.backup.service;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.net.URISyntaxException;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/** Who is told how operations ended. */
@JsonIgnoreProperties(value = "hasSecret", allowGetters = true)
public final class NotificationSettings {

    static final NotificationSettings DEFAULT = new NotificationSettings(null, null);

    private final String url;
    private final String secret;

    /**
     * @param url that gets a POST; null or empty for nobody
     * @param secret that signs it; null or empty for none
     * @throws InvalidInputException if the address is none of http or https
     */
    @JsonCreator
    public NotificationSettings(@JsonProperty("url") String url, @JsonProperty("secret") String secret) {
        this.url = url == null || url.trim().isEmpty() ? null : checked(url.trim());
        this.secret = secret;
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

    String secret() {
        return secret;
    }

    /** With the secret of before, if none was given now. */
    NotificationSettings keeping(NotificationSettings before) {
        return secret == null ? new NotificationSettings(url, before.secret) : this;
    }
}
