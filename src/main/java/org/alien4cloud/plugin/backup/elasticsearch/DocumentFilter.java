package org.alien4cloud.plugin.backup.elasticsearch;

/**
 * Tells documents that no plan may touch, whatever a backup holds. Only ever asked by index and id, and always answers
 * the same.
 */
@FunctionalInterface
public interface DocumentFilter {

    /** Protects nothing. */
    DocumentFilter NONE = (index, id) -> false;

    boolean isProtected(String index, String id);
}
