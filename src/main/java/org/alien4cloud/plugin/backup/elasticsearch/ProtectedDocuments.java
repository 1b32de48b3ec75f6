package org.alien4cloud.plugin.backup.elasticsearch;

/**
 * Tells which documents no restore may change or compare, such as the plugin's own, whatever a backup holds. The answer
 * depends on index and id only, and never changes.
 */
@FunctionalInterface
public interface ProtectedDocuments {

    /** Protects nothing. */
    ProtectedDocuments NONE = (index, id) -> false;

    boolean isProtected(String index, String id);
}
