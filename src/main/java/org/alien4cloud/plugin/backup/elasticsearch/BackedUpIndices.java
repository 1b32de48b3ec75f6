package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.elasticsearch.client.Client;

/**
 * Finds indices of a backup, and tells whether the live indices of the same names accept their documents. Additions to
 * a live mapping are tried on a temporary index first, once for each pair of mappings.
 */
public final class BackedUpIndices {

    private final Client client;
    private final Manifest manifest;
    private final Path directory;
    private final boolean full;
    private final MappingTrial trial;
    /** By index: the additions that Elasticsearch accepted last, with the live definition. */
    private final Map<String, List<Object>> accepted = new HashMap<>();

    /**
     * @param directory of the backup: {@code documents/} and {@code indices/} are read
     * @param full whether all live documents are compared, also those of indices that look unchanged since the backup
     * @param temporaryPrefix the beginning of the names of all temporary indices:
     *     {@link SnapshotRepositorySettings#temporaryPrefix}
     */
    public BackedUpIndices(Client client, Manifest manifest, Path directory, boolean full, String temporaryPrefix) {
        this.client = client;
        this.manifest = manifest;
        this.directory = directory;
        this.full = full;
        this.trial = new MappingTrial(client, temporaryPrefix);
    }

    Manifest manifest() {
        return manifest;
    }

    Path directory() {
        return directory;
    }

    /** Tells whether all live documents are to be compared. */
    boolean full() {
        return full;
    }

    /**
     * Returns the entries of the indices in the manifest.
     *
     * @throws BackupException (PRECONDITION) naming the indices that the backup does not have
     */
    Map<String, IndexEntry> entries(List<String> indices) {
        Map<String, IndexEntry> entries = new TreeMap<>();
        manifest.indices().stream()
                .filter(entry -> indices.contains(entry.name()))
                .forEach(entry -> entries.put(entry.name(), entry));
        List<String> unknown = new ArrayList<>(indices);
        unknown.removeAll(entries.keySet());
        if (!unknown.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "The backup " + manifest.name() + " does not have these indices: " + String.join(", ", unknown)
                            + ".");
        }
        return entries;
    }

    /**
     * Returns the indices for a plan, without their documents.
     *
     * @throws BackupException (PRECONDITION) naming all indices that are missing, closed or incompatible live
     */
    List<DocumentPlanState.Index> checked(Collection<String> indices) {
        List<DocumentPlanState.Index> checked = new ArrayList<>();
        Map<String, List<String>> obstacles = examine(indices, checked);
        if (!obstacles.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "The live indices cannot accept the documents of backup "
                            + manifest.name() + " as they are: "
                            + obstacles.values().stream().flatMap(List::stream).collect(Collectors.joining("; "))
                            + ". Restore with Alien4Cloud stopped: that recreates these indices.");
        }
        return checked;
    }

    /** Returns the indices that are missing, closed or incompatible live, each with the reasons. */
    Map<String, List<String>> obstacles(Collection<String> indices) {
        return examine(indices, new ArrayList<>());
    }

    private Map<String, List<String>> examine(Collection<String> indices, List<DocumentPlanState.Index> checked) {
        List<String> present = new ArrayList<>();
        Map<String, List<String>> obstacles = new TreeMap<>();
        new IndexInspector(client).inspect(indices).forEach((name, state) -> {
            if (state.open()) {
                present.add(name);
            } else {
                obstacles.put(
                        name,
                        Collections.singletonList("index " + name + (state.exists() ? " is closed" : " is missing")));
            }
        });
        IndexDefinition.ofLive(client, present).forEach((name, live) -> {
            IndexDefinition stored = IndexDefinition.read(new CaptureLayout(directory).definition(name));
            IndexCompatibility compatibility = IndexCompatibility.of(stored, live);
            DocumentPlanState.Index index = new DocumentPlanState.Index();
            index.name = name;
            index.type = live.mapping().isEmpty() ? stored.type() : live.type();
            List<String> reasons = new ArrayList<>(compatibility.obstacles());
            if (!compatibility.additions().isEmpty()) {
                index.addedMapping = compatibility.additions().mapping();
                index.liveMapping = live.mapping();
                refusal(index, live)
                        .ifPresent(
                                reason -> reasons.add("its mapping does not accept what the backup's has in addition ("
                                        + String.join(
                                                ", ", compatibility.additions().names()) + "): " + reason));
            }
            if (!reasons.isEmpty()) {
                obstacles.put(
                        name,
                        reasons.stream()
                                .map(reason -> "index " + name + ": " + reason)
                                .collect(Collectors.toList()));
            }
            checked.add(index);
        });
        return obstacles;
    }

    private Optional<String> refusal(DocumentPlanState.Index index, IndexDefinition live) {
        List<Object> tried = Arrays.asList(live.mapping(), live.settings(), index.addedMapping);
        if (tried.equals(accepted.get(index.name))) {
            return Optional.empty();
        }
        Optional<String> refusal =
                trial.refusal(live, new IndexDefinition(index.name, index.type, index.addedMapping, null, null));
        if (!refusal.isPresent()) {
            accepted.put(index.name, tried);
        }
        return refusal;
    }
}
