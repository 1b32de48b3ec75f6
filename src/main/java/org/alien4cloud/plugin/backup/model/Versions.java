package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/** Holds the versions of the software that a backup was made with; {@code alien4cloud} is null if it was not known. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"plugin", "alien4cloud", "elasticsearch", "java"})
public final class Versions {

    private final String plugin;
    private final String alien4cloud;
    private final String elasticsearch;
    private final String java;

    @JsonCreator
    public Versions(
            @JsonProperty("plugin") String plugin,
            @JsonProperty("alien4cloud") String alien4cloud,
            @JsonProperty("elasticsearch") String elasticsearch,
            @JsonProperty("java") String java) {
        this.plugin = plugin;
        this.alien4cloud = alien4cloud;
        this.elasticsearch = elasticsearch;
        this.java = java;
    }

    @JsonProperty
    public String plugin() {
        return plugin;
    }

    @JsonProperty
    public String alien4cloud() {
        return alien4cloud;
    }

    @JsonProperty
    public String elasticsearch() {
        return elasticsearch;
    }

    @JsonProperty
    public String java() {
        return java;
    }
}
