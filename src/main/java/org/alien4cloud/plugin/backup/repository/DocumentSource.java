package org.alien4cloud.plugin.backup.repository;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.IndexEntry;

/** Provides the documents of a backup that are not in its directory. */
public interface DocumentSource {

    /** Writes all documents of an index into a new file, in the format of {@code indices/<index>.ndjson.gz}. */
    void write(IndexEntry index, Path file);

    /**
     * Returns the properties of a manifest that change when the documents have been written into the backup's
     * directory.
     */
    static Map<String, Object> nowInTheDirectory() {
        Map<String, Object> changed = new LinkedHashMap<>();
        changed.put("engine", DocumentsCheck.EXPORT);
        changed.put("engineData", Collections.emptyMap());
        return changed;
    }
}
