package org.alien4cloud.plugin.backup.elasticsearch;

/**
 * Tells which documents no plan may change, whatever a backup holds. The answer depends on index and id only, and never
 * changes.
 */
@FunctionalInterface
public interface DocumentFilter {

    /** Protects nothing. */
    DocumentFilter NONE = (index, id) -> false;

    boolean isProtected(String index, String id);
}
