package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Locale;

/** Under which names, and how, whole indices of a backup are made anew. */
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

    /** As they were: with their names, replicas, aliases and settings. */
    public static RestoreTarget live() {
        return LIVE;
    }

    /**
     * Beside the live ones, to be read and removed again: under names that nobody else knows, so nobody searches in
     * them; without replicas, aliases, and settings that would keep them from being used.
     *
     * @param prefix what the names of all temporary indices of a repository begin with:
     *     {@link SnapshotRepositorySettings#temporaryPrefix}
     * @param workId distinguishes what uses them
     */
    public static RestoreTarget beside(String prefix, String workId) {
        return new RestoreTarget(
                prefix + workId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "") + "-", true, false);
    }

    /** The same names, with the settings that belong to the indices' definitions, replicas among them. */
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
     * Whether the indices have the settings of their definitions; if not, those that would cost copies or time are left
     * out.
     */
    boolean isDefinitionKept() {
        return definitionKept;
    }

    /** The name that an index of a backup gets. */
    public String nameOf(String index) {
        return prefix + index;
    }
}
