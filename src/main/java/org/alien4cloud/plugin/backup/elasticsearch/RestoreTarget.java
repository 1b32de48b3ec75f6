package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Locale;

/** Decides the names and settings of the indices that a restore creates: live, or temporary. */
public final class RestoreTarget {

    private static final RestoreTarget LIVE = new RestoreTarget("", false, true);

    private final String prefix;
    private final boolean temporary;
    private final boolean definitionKept;

    private RestoreTarget(String prefix, boolean temporary, boolean definitionKept) {
        this.prefix = prefix;
        this.temporary = temporary;
        this.definitionKept = definitionKept;
    }

    /** Creates indices as they were: with their names, replicas, aliases and settings. */
    public static RestoreTarget live() {
        return LIVE;
    }

    /**
     * Creates temporary indices beside the live ones, under names that nobody else knows, so that nobody searches in
     * them. They have no replicas, no aliases, and no settings that would prevent their use.
     *
     * @param prefix the beginning of the names of all temporary indices of a repository:
     *     {@link SnapshotRepositorySettings#temporaryPrefix}
     * @param workId distinguishes the operation that uses them
     */
    public static RestoreTarget beside(String prefix, String workId) {
        return new RestoreTarget(
                prefix + workId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "") + "-", true, false);
    }

    /** Returns a target with the same names, but with the settings of the indices' definitions, replicas among them. */
    RestoreTarget keepingDefinition() {
        return new RestoreTarget(prefix, temporary, true);
    }

    String prefix() {
        return prefix;
    }

    boolean isTemporary() {
        return temporary;
    }

    /**
     * Tells whether the indices get all settings of their definitions. Otherwise, those that would cost copies or time
     * are left out.
     */
    boolean isDefinitionKept() {
        return definitionKept;
    }

    /** Returns the name that an index of a backup gets. */
    public String nameOf(String index) {
        return prefix + index;
    }
}
