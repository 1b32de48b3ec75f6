package org.alien4cloud.plugin.backup.impact;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Describes a document as an administrator knows it: its index and id, its name, and the few fields that warnings
 * depend on. It never holds a secret: of a password it has a digest only.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"index", "id", "name", "fields"})
public final class InventoryItem {

    private final String index;
    private final String id;
    private final String name;
    private final Map<String, String> fields;

    /** @param name null if it has only its id */
    @JsonCreator
    InventoryItem(
            @JsonProperty("index") String index,
            @JsonProperty("id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("fields") Map<String, String> fields) {
        this.index = Objects.requireNonNull(index, "index");
        this.id = Objects.requireNonNull(id, "id");
        this.name = name;
        this.fields = fields == null ? Collections.emptyMap() : Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    @JsonProperty
    public String index() {
        return index;
    }

    @JsonProperty
    public String id() {
        return id;
    }

    @JsonProperty
    public String name() {
        return name;
    }

    @JsonProperty
    public Map<String, String> fields() {
        return fields;
    }

    /** Returns the value of a field; empty if there is none. */
    String field(String field) {
        return fields.getOrDefault(field, "");
    }

    /** Returns a label for a person: the name, and the id if it differs. */
    String label() {
        return name == null || name.equals(id) ? id : name + " (" + id + ")";
    }
}
