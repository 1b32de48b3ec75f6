package org.alien4cloud.plugin.backup.service.restore;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.model.DirectoryEntry;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.repository.BackupDraft;

/**
 * Selects what of a backup is restored: everything, or chosen directories and indices. If only directories are chosen,
 * no documents are restored, and the other way round.
 *
 * <p>One rule decides about the audit trail. While Alien4Cloud runs, it is restored only if {@code auditTrail} is true,
 * whatever else is chosen: a restore must not erase by mistake who did what. With Alien4Cloud stopped it is an index
 * like any other.
 */
public final class RestoreScope {

    /** Alien4Cloud caches this index as long as it runs, and would overwrite a restored one. */
    private static final String AUDIT_CONFIGURATION = "auditconfiguration";
    /** The index of the audit trail. */
    private static final String AUDIT_TRAIL = "audittrace";

    private final Set<String> directories;
    private final Set<String> indices;
    private final boolean auditTrail;
    private final boolean stopped;

    /**
     * @param directories immediate children of Alien4Cloud's directory; null for all, or for none if indices are chosen
     * @param indices null for all, or for none if directories are chosen
     * @param auditTrail whether the audit trail is restored as well
     */
    public RestoreScope(Collection<String> directories, Collection<String> indices, boolean auditTrail) {
        this(directories, indices, auditTrail, false);
    }

    private RestoreScope(
            Collection<String> directories, Collection<String> indices, boolean auditTrail, boolean stopped) {
        boolean all = directories == null && indices == null;
        this.directories = all ? null : sorted(directories);
        this.indices = all ? null : sorted(indices);
        this.auditTrail = auditTrail;
        this.stopped = stopped;
        if (auditTrail && isPartial() && !isEmpty()) {
            this.indices.add(AUDIT_TRAIL);
        }
    }

    /** Selects parts with Alien4Cloud stopped, where the audit trail and its configuration are restored as well. */
    public static RestoreScope withAlienStopped(Collection<String> directories, Collection<String> indices) {
        return new RestoreScope(directories, indices, false, true);
    }

    private static Set<String> sorted(Collection<String> names) {
        // a null becomes a name that no backup has, and is refused
        return names == null
                ? new TreeSet<>()
                : names.stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Tells whether only a part is restored, which may not fit the parts that stay. */
    public boolean isPartial() {
        return directories != null;
    }

    private boolean isEmpty() {
        return directories.isEmpty() && indices.isEmpty();
    }

    /**
     * Checks that what was chosen can be restored from this backup.
     *
     * @throws InvalidInputException naming the wrong field and the possible values, if nothing is chosen, or something
     *     that the backup does not have or that cannot be chosen
     */
    public void requireIn(Manifest manifest) {
        Set<String> present =
                manifest.indices().stream().map(IndexEntry::name).collect(Collectors.toCollection(TreeSet::new));
        if (isPartial()) {
            requireChoice(
                    manifest.directories().stream().map(DirectoryEntry::name).collect(Collectors.toList()), present);
        }
        if (auditTrail && !present.contains(AUDIT_TRAIL)) {
            throw new InvalidInputException("The backup has no audit trail. Leave 'auditTrail' out.");
        }
    }

    private void requireChoice(Collection<String> presentDirectories, Collection<String> presentIndices) {
        if (isEmpty()) {
            throw new InvalidInputException(
                    "Neither 'directories' nor 'indices' names anything. Name at least one directory or index, or leave out"
                            + " both fields to restore all.");
        }
        require("directory", directories, presentDirectories);
        Set<String> chosen = new TreeSet<>(indices);
        if (!stopped) {
            if (chosen.contains(AUDIT_CONFIGURATION)) {
                throw new InvalidInputException("The index " + AUDIT_CONFIGURATION
                        + " in 'indices' cannot be restored while Alien4Cloud runs,"
                        + " which would overwrite it from its cache. Leave it out.");
            }
            if (chosen.remove(AUDIT_TRAIL) && !auditTrail) {
                throw new InvalidInputException(
                        "The index " + AUDIT_TRAIL
                                + " in 'indices' is the audit trail. While Alien4Cloud runs it is restored"
                                + " only with \"auditTrail\": true, since that erases who did what after the backup. Send that as well, or leave out the index.");
            }
        }
        require("index", chosen, presentIndices);
    }

    private static void require(String what, Set<String> chosen, Collection<String> present) {
        Set<String> unknown = new TreeSet<>(chosen);
        unknown.removeAll(present);
        if (!unknown.isEmpty()) {
            throw new InvalidInputException("The backup has no " + what + " " + String.join(", ", unknown)
                    + ". It has: " + String.join(", ", new TreeSet<>(present)) + ".");
        }
    }

    /** Returns the indices that are restored, in the order of the backup. */
    public List<String> indices(Manifest manifest) {
        return manifest.indices().stream()
                .map(IndexEntry::name)
                .filter(this::includes)
                .collect(Collectors.toList());
    }

    private boolean includes(String index) {
        if (isPartial()) {
            return indices.contains(index);
        }
        return stopped || !index.equals(AUDIT_CONFIGURATION) && (auditTrail || !index.equals(AUDIT_TRAIL));
    }

    /**
     * Tells whether a restore of this scope reads a file of the backup's directory. Damage to other files does not stop
     * the restore. See also {@link RestoreRequest#needs}.
     *
     * @param path in the directory of the backup
     */
    boolean needs(String path) {
        if (path.startsWith("documents/") || path.startsWith("indices/")) {
            // the name of an index has no dot
            return includes(path.substring(path.indexOf('/') + 1).split("\\.", 2)[0]);
        }
        return !path.equals(BackupDraft.SNAPSHOT_FILES);
    }

    /** Limits a tree to the directories that are restored. */
    public DataTree narrow(DataTree tree) {
        return isPartial() ? tree.only(directories) : tree;
    }

    /** Describes what was chosen, in words; empty if everything is restored. */
    public Optional<String> describe() {
        if (!isPartial()) {
            return Optional.empty();
        }
        return Optional.of(
                (directories.isEmpty() ? "no directory" : "of the directories only " + String.join(", ", directories))
                        + ", "
                        + (indices.isEmpty() ? "no documents" : "of the indices only " + String.join(", ", indices)));
    }

    /** Returns the same text for the same scope. */
    @Override
    public String toString() {
        return "directories " + directories + ", indices " + indices + ", auditTrail " + auditTrail
                + (stopped ? ", with Alien4Cloud stopped" : "");
    }
}
