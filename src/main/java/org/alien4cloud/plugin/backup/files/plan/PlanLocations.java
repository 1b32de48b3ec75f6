package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.PathEncoding;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Holds the locations of a {@link FilePlan}: the tree that it changes, the directory of the plan, and the area for
 * staged and replaced files. Immutable.
 */
public final class PlanLocations {

    private final Path workDirectory;
    private final DataTree tree;
    private final Path area;
    private final Set<String> deferredBelow;
    private final FileOperations operations;

    /**
     * @param workDirectory for {@code files.plan}, such as the journal's; created if missing
     * @param tree to be changed
     * @param area for staged and replaced files: on the tree's file system and not in the tree, or excluded from it;
     *     created if missing. Each other file system that is mounted in the tree gets its own area of the same name
     * @throws IllegalArgumentException if the work directory or the area is in the tree and not excluded from it
     */
    public PlanLocations(Path workDirectory, DataTree tree, Path area) {
        this(workDirectory, tree, area, Collections.emptySet(), new DiskOperations());
    }

    private PlanLocations(
            Path workDirectory, DataTree tree, Path area, Collection<String> deferredBelow, FileOperations operations) {
        this.workDirectory = workDirectory.toAbsolutePath();
        this.tree = Objects.requireNonNull(tree, "tree");
        this.area = area.toAbsolutePath();
        this.deferredBelow = Collections.unmodifiableSet(new HashSet<>(deferredBelow));
        this.operations = Objects.requireNonNull(operations, "operations");
        requireOutside(this.workDirectory);
        requireOutside(this.area);
    }

    /**
     * Requires that a directory is outside the tree or excluded: otherwise the plan would remove its own staged files.
     */
    private void requireOutside(Path directory) {
        Path existing = directory;
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        Path real;
        try {
            real = existing.toRealPath().resolve(existing.relativize(directory));
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(existing, e);
        }
        if (real.startsWith(tree.root())
                && !tree.isExcluded(PathEncoding.text(tree.root().relativize(real)))) {
            throw new IllegalArgumentException(directory + " is in " + tree.root() + " and not excluded from it");
        }
    }

    /**
     * Returns locations that defer removals: immediate children of these directories, such as
     * {@code work/plugins/content}, are removed only by {@link FilePlan#finish()}, as are the directories themselves
     * and those above. Changes inside a remaining child are not deferred. This takes effect when a plan is computed,
     * which then records it.
     */
    public PlanLocations deferringRemovalsBelow(Collection<String> directories) {
        return new PlanLocations(workDirectory, tree, area, directories, operations);
    }

    /** Returns the same locations with other operations on the disk. */
    public PlanLocations with(FileOperations other) {
        return new PlanLocations(workDirectory, tree, area, deferredBelow, other);
    }

    public Path workDirectory() {
        return workDirectory;
    }

    public DataTree tree() {
        return tree;
    }

    public Path area() {
        return area;
    }

    FileOperations operations() {
        return operations;
    }

    boolean isDeferred(String path) {
        if (deferredBelow.contains(PathOrder.parent(path))) {
            return true;
        }
        for (String directory : deferredBelow) {
            if (directory.equals(path) || PathOrder.isBelow(directory, path)) {
                return true;
            }
        }
        return false;
    }

    Path plan() {
        return workDirectory.resolve("files.plan");
    }

    Path newPlan() {
        return workDirectory.resolve("files.plan.new");
    }

    /** Returns the file with the digests of live files that an earlier computation read. */
    Path seen() {
        return workDirectory.resolve("files.seen");
    }

    Path newSeen() {
        return workDirectory.resolve("files.seen.new");
    }
}
