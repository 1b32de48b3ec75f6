package org.alien4cloud.plugin.backup.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Map<String, IndexState> states = new IndexInspector(client).inspect(indices);
        List<String> present = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        states.forEach((name, state) -> {
            if (!state.exists()) {
                problems.add("index " + name + " is missing");
            } else if (!state.open()) {
                problems.add("index " + name + " is closed");
            } else {
                present.add(name);
            }
        });
        List<PlanState.Index> checked = new ArrayList<>();
        IndexDefinition.ofLive(client, present).forEach((name, live) -> {
            IndexDefinition stored = IndexDefinition.read(backupDirectory.resolve("indices").resolve(name + ".json"));
            IndexCompatibility compatibility = IndexCompatibility.of(stored, live);
            compatibility.obstacles().forEach(obstacle -> problems.add("index " + name + ": " + obstacle));
            PlanState.Index index = new PlanState.Index();
            index.name = name;
            index.type = live.mapping().isEmpty() ? stored.type() : live.type();
            if (compatibility.hasAdditions()) {
                index.mapping = new IndexDefinition(name, index.type, stored.mapping(), null, null).mappingJson();
            }
            checked.add(index);
        });
        if (!problems.isEmpty()) {
            throw new BackupException(BackupException.Kind.PRECONDITION, "The live indices cannot take the documents of backup "
                    + manifest.name() + " as they are: " + String.join("; ", problems)
                    + ". Restore with Alien4Cloud stopped: that makes these indices anew.");
        }
        return checked;
    }
}
