package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.IndexEntry;

/** Holds what an engine captured, for the manifest: the indices, and what the engine needs to find them again. */
public final class CapturedIndices {

    private final List<IndexEntry> indices;
    private final Map<String, String> engineData;

    public CapturedIndices(List<IndexEntry> indices, Map<String, String> engineData) {
        this.indices = Collections.unmodifiableList(new ArrayList<>(indices));
        this.engineData = Collections.unmodifiableMap(new TreeMap<>(engineData));
    }

    public List<IndexEntry> indices() {
        return indices;
    }

    public Map<String, String> engineData() {
        return engineData;
    }

    public long documents() {
        return indices.stream().mapToLong(IndexEntry::documents).sum();
    }
}
