package org.alien4cloud.plugin.backup.service.restore;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.Journal;

/**
 * Reads and writes the facts in a restore's journal: what it restores, how large it is, why it failed. The keys and
 * values are text on disk, and journals of earlier versions must stay readable.
 */
final class JournalFacts {

    private static final String BACKUP = "backup";
    private static final String ENGINE = "engine";
    private static final String CLUSTER = "clusterUuid";
    private static final String LIVE_CLUSTER = "liveClusterUuid";
    private static final String CONFIGURATION = "configuration";
    private static final String STOPPED = "alienStopped";
    private static final String MOVED_FROM = "movedFrom";
    private static final String SCOPE = "scope";
    private static final String MAINTENANCE_WAS_ON = "maintenanceWasOn";
    private static final String OPERATIONS = "operations";
    private static final String BYTES = "bytes";
    private static final String PLANNING_MILLIS = "planningMillis";
    private static final String PREPARING_MILLIS = "preparingMillis";
    private static final String SAFETY_MILLIS = "safetyMillis";
    private static final String FILES_PLAN = "filesPlan";
    private static final String DOCUMENTS_PLAN = "documentsPlan";
    private static final String PLUGINS = "plugins";
    private static final String CAUSE = "cause";
    private static final String CHANGED = "changed";
    private static final String CANCELLED = "cancelled";
    private static final String KEPT_BY_MAPPINGS = "keptByMappings";

    private final Journal journal;

    private JournalFacts(Journal journal) {
        this.journal = journal;
    }

    /** Reads the facts of all records of a journal, also of those that are appended later. The newest value counts. */
    static JournalFacts of(Journal journal) {
        return new JournalFacts(journal);
    }

    /** Collects the facts of one record. */
    static Builder builder() {
        return new Builder();
    }

    /** Returns the name of the backup; null before {@code PLANNED}. */
    String backup() {
        return journal.value(BACKUP);
    }

    /** Returns the uuid of the cluster that the restore began on; empty if the journal does not have it. */
    Optional<String> liveCluster() {
        return Optional.ofNullable(journal.value(LIVE_CLUSTER));
    }

    /** Tells whether the configuration files are put back as well. */
    boolean configuration() {
        return isTrue(CONFIGURATION);
    }

    /**
     * Tells whether Alien4Cloud was stopped when the restore began. Then nobody waits for it to come up on the restored
     * data.
     */
    boolean wasStopped() {
        return isTrue(STOPPED);
    }

    /** Returns the data directory that locations of files are rewritten from; empty if they are not rewritten. */
    Optional<String> movedFrom() {
        return Optional.ofNullable(journal.value(MOVED_FROM));
    }

    /** Tells whether only chosen directories and indices are restored. */
    boolean isPartial() {
        return journal.value(SCOPE) != null;
    }

    /** Tells whether a user had switched maintenance mode on, so that it stays on after the restore. */
    boolean maintenanceWasOn() {
        return isTrue(MAINTENANCE_WAS_ON);
    }

    /** Returns how many documents and files change. */
    double operations() {
        return number(OPERATIONS);
    }

    /** Returns how many bytes of files are staged. */
    double bytes() {
        return number(BYTES);
    }

    double planningMillis() {
        return number(PLANNING_MILLIS);
    }

    /** Returns the time before maintenance mode, without the safety backup, in milliseconds. */
    double preparingMillis() {
        return number(PREPARING_MILLIS);
    }

    /** Returns the time that the safety backup took, in milliseconds; 0 if there was none. */
    double safetyMillis() {
        return number(SAFETY_MILLIS);
    }

    /** Tells whether a plan for files is the journal's; true for journals of versions that did not note it. */
    boolean isFilesPlan(String digest) {
        return isNullOr(digest, FILES_PLAN);
    }

    /** Tells whether a plan for documents is the journal's; true for journals of versions that did not note it. */
    boolean isDocumentsPlan(String digest) {
        return isNullOr(digest, DOCUMENTS_PLAN);
    }

    /** Returns the plugins that are enabled in the restored data, as {@code id:version}. */
    Set<String> enabledPlugins() {
        String plugins = journal.value(PLUGINS);
        return plugins == null || plugins.isEmpty()
                ? Collections.emptySet()
                : new TreeSet<>(Arrays.asList(plugins.split(",")));
    }

    /** Returns why the restore failed first; empty if it has not failed. */
    Optional<String> cause() {
        return Optional.ofNullable(journal.value(CAUSE));
    }

    /** Returns how a restore ended that was undone or abandoned. */
    OperationState outcome() {
        if (isTrue(CHANGED)) {
            return OperationState.ROLLED_BACK;
        }
        return isTrue(CANCELLED) ? OperationState.CANCELLED : OperationState.FAILED;
    }

    /** Returns why a restore was undone or abandoned, and what the mappings of indices keep of it. */
    String reason() {
        String kept = journal.value(KEPT_BY_MAPPINGS);
        return cause().orElse("The server stopped before the restore had changed anything. Start it again.")
                + (kept == null || kept.isEmpty() ? "" : " " + kept);
    }

    private boolean isTrue(String key) {
        return Boolean.parseBoolean(journal.value(key));
    }

    private double number(String key) {
        String value = journal.value(key);
        return value == null ? 0 : Double.parseDouble(value);
    }

    private boolean isNullOr(String expected, String key) {
        String value = journal.value(key);
        return value == null || value.equals(expected);
    }

    /** Collects the facts of one record of the journal. */
    static final class Builder {

        private final Map<String, String> data = new LinkedHashMap<>();

        private Builder() {}

        Builder backup(String name) {
            return put(BACKUP, name);
        }

        Builder engine(String name) {
            return put(ENGINE, name);
        }

        /** Sets the cluster that the backup was made of. */
        Builder cluster(String uuid) {
            return put(CLUSTER, uuid);
        }

        /** Sets the cluster that is restored into. */
        Builder liveCluster(String uuid) {
            return put(LIVE_CLUSTER, uuid);
        }

        Builder configuration(boolean putBack) {
            return put(CONFIGURATION, putBack);
        }

        Builder stopped(boolean stopped) {
            return put(STOPPED, stopped);
        }

        Builder movedFrom(String dataDirectory) {
            return put(MOVED_FROM, dataDirectory);
        }

        /** Sets what was chosen, in words. */
        Builder scope(String chosen) {
            return put(SCOPE, chosen);
        }

        Builder maintenanceWasOn(boolean wasOn) {
            return put(MAINTENANCE_WAS_ON, wasOn);
        }

        /**
         * Sets the size of the plan.
         *
         * @param operations documents and files that change
         * @param bytes of files that are staged
         */
        Builder size(long operations, long bytes, long planningMillis) {
            return put(OPERATIONS, operations).put(BYTES, bytes).put(PLANNING_MILLIS, planningMillis);
        }

        /** Sets how long the restore took before maintenance mode, without and for the safety backup. */
        Builder preparation(long preparingMillis, long safetyMillis) {
            return put(SAFETY_MILLIS, safetyMillis).put(PREPARING_MILLIS, preparingMillis);
        }

        /** Sets the digests of both plans. */
        Builder plans(String files, String documents) {
            return put(FILES_PLAN, files).put(DOCUMENTS_PLAN, documents);
        }

        /** Sets the plugins that are enabled in the restored data: {@code id:version}, separated by commas. */
        Builder enabledPlugins(String plugins) {
            return put(PLUGINS, plugins);
        }

        /**
         * Sets why a restore failed.
         *
         * @param changed whether it had begun to change data
         */
        Builder failure(String cause, boolean changed, boolean cancelled) {
            return put(CAUSE, cause).put(CHANGED, changed).put(CANCELLED, cancelled);
        }

        /** Sets what the undo could not remove from the mappings of indices, in sentences; empty if nothing. */
        Builder keptByMappings(String kept) {
            return put(KEPT_BY_MAPPINGS, kept);
        }

        private Builder put(String key, Object value) {
            data.put(key, value == null ? null : value.toString());
            return this;
        }

        /** Returns the facts as the journal writes them. */
        Map<String, String> toData() {
            return new LinkedHashMap<>(data);
        }
    }
}
