package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts how many items of one kind a restore would change, and names the first of them. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"kind", "create", "replace", "delete", "bytes", "items"})
public final class ChangeCount {

    /** Names one item that changes. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonPropertyOrder({"change", "index", "id", "name"})
    public static final class Item {

        private final Change change;
        private final String index;
        private final String id;
        private final String name;

        /**
         * @param index of a document; null for a file
         * @param id of a document; the path of a file
         * @param name null if it has only the id
         */
        public Item(Change change, String index, String id, String name) {
            this.change = change;
            this.index = index;
            this.id = id;
            this.name = name;
        }

        @JsonProperty
        public Change change() {
            return change;
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
    }

    /** Most items of a kind that are named; all are counted. */
    public static final int NAMED = 100;

    private final String kind;
    private final Map<Change, Long> counts = new EnumMap<>(Change.class);
    private final long bytes;
    private final List<Item> items;

    /**
     * @param counts missing ones are 0
     * @param bytes to be written, an estimate for documents
     */
    public ChangeCount(String kind, Map<Change, Long> counts, long bytes, List<Item> items) {
        this.kind = kind;
        this.counts.putAll(counts);
        this.bytes = bytes;
        this.items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    @JsonProperty
    public String kind() {
        return kind;
    }

    /** Returns how many items the restore brings back. */
    @JsonProperty
    public long create() {
        return counts.getOrDefault(Change.CREATE, 0L);
    }

    /** Returns how many items get the content of the backup. */
    @JsonProperty
    public long replace() {
        return counts.getOrDefault(Change.REPLACE, 0L);
    }

    /** Returns how many items the restore deletes. */
    @JsonProperty
    public long delete() {
        return counts.getOrDefault(Change.DELETE, 0L);
    }

    @JsonProperty
    public long bytes() {
        return bytes;
    }

    @JsonProperty
    public List<Item> items() {
        return items;
    }

    public long total() {
        return create() + replace() + delete();
    }
}
