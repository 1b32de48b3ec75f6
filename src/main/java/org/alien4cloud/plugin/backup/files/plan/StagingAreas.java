package org.alien4cloud.plugin.backup.files.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.MountPoints;
import org.alien4cloud.plugin.backup.io.AsciiJson;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Locates, creates and removes the directories for the staged and replaced files of a plan. Renaming exchanges these
 * files with live ones and cannot cross a mount point. So each file system that the plan changes has an area: the
 * plan's own, and {@code .a4c-backup-restore/<name of that area>} in mount points. The plan lists these mount points.
 * {@code files.areas} lists them too, written before the first is created, so that the areas of incomplete plans can be
 * found.
 */
final class StagingAreas {

    private final PlanLocations locations;
    private final List<String> mountPoints;

    /** @param mountPoints relative paths of the mount points on whose file systems the plan changes something */
    StagingAreas(PlanLocations locations, Collection<String> mountPoints) {
        this.locations = locations;
        this.mountPoints = new ArrayList<>(mountPoints);
    }

    Path staged(PlanOperation operation) {
        return numbered(of(operation).resolve("staged"), operation.staged());
    }

    Path undo(PlanOperation operation) {
        return numbered(of(operation).resolve("undo"), operation.number());
    }

    private static Path numbered(Path directory, long number) {
        return directory
                .resolve((number < 10_000 ? "00" : number < 100_000 ? "0" : "") + number / 1000)
                .resolve(Long.toString(number));
    }

    /** Returns the area on the file system of the operation's parent directory. */
    Path of(PlanOperation operation) {
        String nearest = "";
        for (String mountPoint : mountPoints) {
            if (PathOrder.isBelow(operation.path(), mountPoint) && mountPoint.length() > nearest.length()) {
                nearest = mountPoint;
            }
        }
        return on(nearest);
    }

    private Path on(String mountPoint) {
        return mountPoint.isEmpty()
                ? locations.area()
                : locations
                        .tree()
                        .resolve(mountPoint)
                        .resolve(DataTree.RESTORE_AREA)
                        .resolve(locations.area().getFileName().toString());
    }

    boolean contain(Path path) {
        return all().stream().anyMatch(path::startsWith);
    }

    /** Returns all areas, the plan's own last. */
    List<Path> all() {
        List<Path> areas = new ArrayList<>();
        mountPoints.forEach(mountPoint -> areas.add(on(mountPoint)));
        areas.add(locations.area());
        return areas;
    }

    /** Returns the existing directories of numbered files. */
    List<Path> used() throws IOException {
        List<Path> used = new ArrayList<>();
        for (Path area : all()) {
            for (String kind : new String[] {"staged", "undo"}) {
                if (Files.isDirectory(area.resolve(kind))) {
                    used.add(area.resolve(kind));
                }
            }
        }
        return used;
    }

    /** Creates missing areas, durably. */
    void make() {
        Path making = record(locations);
        try {
            Set<String> recorded = new TreeSet<>(recorded(locations));
            if (recorded.addAll(mountPoints)) {
                DurableFiles.replace(making, AsciiJson.mapper().writeValueAsBytes(recorded));
            }
            List<Path> ownFirst = all();
            Collections.reverse(ownFirst);
            for (Path area : ownFirst) {
                making = area;
                DurableFiles.createDirectories(area);
            }
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(making, e);
        }
    }

    /**
     * Requires that all areas exist; to be called before they are used.
     *
     * @throws BackupException (PRECONDITION) if one is missing, for example because its disk is not mounted
     */
    void requireThere() {
        for (Path area : all()) {
            if (!Files.isDirectory(area)) {
                throw new BackupException(
                        Kind.PRECONDITION,
                        area
                                + ", which holds the files that a restore has staged and replaced, is missing."
                                + " Is everything"
                                + " mounted in " + locations.tree().root()
                                + " that was mounted when the restore began?");
            }
        }
    }

    /**
     * Removes all areas that were ever created, the plan's own last. Does nothing if there are none.
     *
     * @throws BackupException (PRECONDITION) before anything is removed if one is on a disk that is not mounted, (IO);
     *     call it again
     */
    static void remove(PlanLocations locations) {
        List<String> recorded = recorded(locations);
        StagingAreas areas = new StagingAreas(locations, recorded);
        Path removing = locations.area();
        try {
            MountPoints mounted = locations.operations().mountPoints();
            for (String mountPoint : recorded) {
                Path path = locations.tree().resolve(mountPoint);
                if (!Files.isDirectory(areas.on(mountPoint)) && !mounted.contains(path)) {
                    throw new BackupException(
                            Kind.PRECONDITION,
                            path + " is not mounted, so files that a restore has left there cannot be removed. Mount"
                                    + " it again.");
                }
            }
            for (Path area : areas.all()) {
                removing = area;
                TreeDeletion.delete(area, locations.operations());
                Path above = area.getParent();
                if (above.getFileName().toString().equals(DataTree.RESTORE_AREA)
                        && LiveTreeEditor.isEmptyDirectory(above)) {
                    locations.operations().delete(above);
                }
            }
            removing = record(locations);
            TreeDeletion.delete(removing, locations.operations());
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.changing(removing, e);
        }
    }

    private static Path record(PlanLocations locations) {
        return locations.workDirectory().resolve("files.areas");
    }

    private static List<String> recorded(PlanLocations locations) {
        Path record = record(locations);
        if (!Files.exists(record)) {
            return Collections.emptyList();
        }
        try {
            return Arrays.asList(AsciiJson.mapper().readValue(Files.readAllBytes(record), String[].class));
        } catch (JsonProcessingException e) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The list " + record + " of the directories that a restore has created is damaged.",
                    e);
        } catch (IOException e) {
            throw DiskFailures.DATA_DIRECTORY.reading(record, e);
        }
    }
}
