package org.alien4cloud.plugin.backup.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.elasticsearch.client.Client;

/** Indices of a backup, and whether the live ones of the same names can take their documents. */
final class BackedUpIndices {

    private final Client client;
    private final Manifest manifest;
    private final Path backupDirectory;

    BackedUpIndices(Client client, Manifest manifest, Path backupDirectory) {
        this.client = client;
        this.manifest = manifest;
        this.backupDirectory = backupDirectory;
    }

    /** Their entries in the manifest. @throws BackupException (PRECONDITION) naming those that the backup does not have */
    Map<String, IndexEntry> entries(List<String> indices) {
        Map<String, IndexEntry> entries = new TreeMap<>();
        manifest.indices().stream().filter(entry -> indices.contains(entry.name())).forEach(entry -> entries.put(entry.name(), entry));
        List<String> unknown = new ArrayList<>(indices);
        unknown.removeAll(entries.keySet());
        if (!unknown.isEmpty()) {
            throw new BackupException(BackupException.Kind.PRECONDITION,
                    "The backup " + manifest.name() + " does not have these indices: " + String.join(", ", unknown) + ".");
        }
        return entries;
    }

    /**
     * The indices, without documents yet.
     *
     * @throws BackupException (PRECONDITION) naming all that the live server lacks or has otherwise
     */
    List<PlanState.Index> checked(Collection<String> indices) {
        List<PlanState.Index> checked = new ArrayList<>();
        Map<String, List<String>> obstacles = examine(indices, checked);
        if (!obstacles.isEmpty()) {
            throw new BackupException(BackupException.Kind.PRECONDITION, "The live indices cannot take the documents of backup "
                    + manifest.name() + " as they are: " + obstacles.values().stream().flatMap(List::stream).collect(Collectors.joining("; "))
                    + ". Restore with Alien4Cloud stopped: that makes these indices anew.");
        }
        return checked;
    }

    /** By their names those that the live server lacks or has otherwise, and why each cannot take the documents. */
    Map<String, List<String>> obstacles(Collection<String> indices) {
        return examine(indices, new ArrayList<>());
    }

    private Map<String, List<String>> examine(Collection<String> indices, List<PlanState.Index> checked) {
        List<String> present = new ArrayList<>();
        Map<String, List<String>> obstacles = new TreeMap<>();
        new IndexInspector(client).inspect(indices).forEach((name, state) -> {
            if (state.open()) {
                present.add(name);
            } else {
                obstacles.put(name, Collections.singletonList("index " + name + (state.exists() ? " is closed" : " is missing")));
            }
        });
        IndexDefinition.ofLive(client, present).forEach((name, live) -> {
            IndexDefinition stored = IndexDefinition.read(backupDirectory.resolve("indices").resolve(name + ".json"));
            IndexCompatibility compatibility = IndexCompatibility.of(stored, live);
            if (!compatibility.obstacles().isEmpty()) {
                obstacles.put(name, compatibility.obstacles().stream().map(obstacle -> "index " + name + ": " + obstacle).collect(Collectors.toList()));
            }
            PlanState.Index index = new PlanState.Index();
            index.name = name;
            index.type = live.mapping().isEmpty() ? stored.type() : live.type();
            if (compatibility.hasAdditions()) {
                index.mapping = new IndexDefinition(name, index.type, stored.mapping(), null, null).mappingJson();
            }
            checked.add(index);
        });
        return obstacles;
    }
}
