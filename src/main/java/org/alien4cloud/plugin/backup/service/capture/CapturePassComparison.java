package org.alien4cloud.plugin.backup.service.capture;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.alien4cloud.plugin.backup.platform.DataLayout;

/** Determines what changed between two passes of a capture. */
final class CapturePassComparison {

    /** Indices whose documents have files. */
    static final Set<String> PAIRED_INDICES = Collections.unmodifiableSet(new HashSet<>(Arrays.asList(
            "csar",
            "topology",
            "nodetype",
            "artifacttype",
            "capabilitytype",
            "relationshiptype",
            "datatype",
            "policytype",
            "plugin",
            "imagedata")));

    private static final String AUDIT_TRAIL = "audittrace";
    private final DataLayout layout;
    private final Set<String> indices;

    /** @param indices all that are in the backup */
    CapturePassComparison(DataLayout layout, Collection<String> indices) {
        this.layout = layout;
        this.indices = new HashSet<>(indices);
        this.indices.remove(AUDIT_TRAIL);
    }

    /** Returns the changed indices among those whose documents have files. */
    Set<String> changedPairedIndices(CapturePass previous, CapturePass current) {
        return current.changedIndices(previous, PAIRED_INDICES);
    }

    /** Returns the archives, plugins and other items of which a document or a file changed. */
    Set<String> changedItems(CapturePass previous, CapturePass current) {
        Set<String> changed = changedPairedIndices(previous, current);
        current.forEachChange(previous, path -> {
            String item = layout.itemOf(path);
            if (item != null) {
                changed.add(item);
            }
        });
        return changed;
    }

    /** Returns all changed indices and paths. Alien4Cloud's audit log is ignored, since every request writes to it. */
    Set<String> allChanges(CapturePass previous, CapturePass current) {
        Set<String> changed = current.changedIndices(previous, indices);
        current.forEachChange(previous, changed::add);
        return changed;
    }
}
