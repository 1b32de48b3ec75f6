package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** Warns of something that an administrator should know before a restore. */
@JsonPropertyOrder({"id", "severity", "blocking", "message", "consequence", "count", "items"})
public final class ImpactWarning {

    /** Grades how serious a warning is. */
    public enum Severity {
        /** The restore works, but something may be different than expected. */
        WARNING,
        /** Something is lost, or somebody is locked out. */
        DANGER
    }

    private final String id;
    private final Severity severity;
    private final boolean blocking;
    private final String message;
    private final String consequence;
    private final long count;
    private final List<String> items;

    /**
     * @param id stays the same in all versions, such as {@code running-deployments}
     * @param blocking whether it stops a restore that neither acknowledges it nor is forced
     * @param message the fact, a sentence
     * @param consequence what follows and what can be done, one or more sentences
     * @param count number of items that it concerns
     * @param items the first of these items, for a person
     */
    public ImpactWarning(
            String id,
            Severity severity,
            boolean blocking,
            String message,
            String consequence,
            long count,
            List<String> items) {
        this.id = Objects.requireNonNull(id, "id");
        this.severity = Objects.requireNonNull(severity, "severity");
        this.blocking = blocking;
        this.message = message;
        this.consequence = consequence;
        this.count = count;
        this.items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    @JsonProperty
    public String id() {
        return id;
    }

    @JsonProperty
    public Severity severity() {
        return severity;
    }

    @JsonProperty
    public boolean blocking() {
        return blocking;
    }

    @JsonProperty
    public String message() {
        return message;
    }

    @JsonProperty
    public String consequence() {
        return consequence;
    }

    @JsonProperty
    public long count() {
        return count;
    }

    @JsonProperty
    public List<String> items() {
        return items;
    }
}
