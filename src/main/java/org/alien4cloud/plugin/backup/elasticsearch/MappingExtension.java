package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.client.Client;

/** Adds to the live mappings what a plan for documents needs, and undoes that as far as Elasticsearch allows. */
final class MappingExtension {

    private final Client client;
    private final Map<String, DocumentPlanState.Index> indices = new LinkedHashMap<>();

    /** @param planned of which only those count that have additions and documents to change */
    MappingExtension(Client client, List<DocumentPlanState.Index> planned) {
        this.client = client;
        planned.stream()
                .filter(index -> index.operations > 0 && index.addedMapping != null)
                .forEach(index -> indices.put(index.name, index));
    }

    /** @throws BackupException (ELASTICSEARCH) if it fails */
    void apply() {
        indices.forEach((name, index) -> MappingUpdate.put(
                "Adding to the mapping of index " + name, client, name, mapping(index, index.addedMapping)));
    }

    /**
     * Removes the parameters of the mappings that {@link #apply} added; fields stay. May be called repeatedly, and also
     * if nothing was added.
     *
     * @return for each index that keeps an addition, a sentence that names it
     * @throws BackupException (ELASTICSEARCH) if it fails
     */
    List<String> undo() {
        List<String> kept = new ArrayList<>();
        live().forEach((name, live) -> {
            Map<String, Object> before = indices.get(name).liveMapping;
            MappingAdditions added = MappingAdditions.of(live.mapping(), before);
            if (!added.isEmpty()) {
                putBack(indices.get(name), added).ifPresent(kept::add);
            }
        });
        return kept;
    }

    private Map<String, IndexDefinition> live() {
        return IndexDefinition.ofLive(client, indices.keySet());
    }

    private Optional<String> putBack(DocumentPlanState.Index index, MappingAdditions added) {
        Collection<String> refusals = put(index, added.reversal());
        MappingAdditions left = MappingAdditions.of(
                IndexDefinition.ofLive(client, Collections.singleton(index.name))
                        .get(index.name)
                        .mapping(),
                MappingAdditions.merged(index.liveMapping, added.reversal()));
        return left.isEmpty() ? Optional.empty() : Optional.of(sentence(index.name, left, refusals));
    }

    /** @return why Elasticsearch refuses some parts, which must not prevent the others */
    private Collection<String> put(DocumentPlanState.Index index, Map<String, Object> reversal) {
        Set<String> refusals = new LinkedHashSet<>();
        if (!reversal.isEmpty() && refusal(index, reversal).isPresent()) {
            MappingAdditions.parts(reversal)
                    .forEach(part -> refusal(index, part).ifPresent(refusals::add));
        }
        return refusals;
    }

    private Optional<String> refusal(DocumentPlanState.Index index, Map<String, Object> mapping) {
        return MappingUpdate.refusal(
                "Restoring the mapping of index " + index.name, client, index.name, mapping(index, mapping));
    }

    private static String sentence(String index, MappingAdditions left, Collection<String> refusals) {
        return "The mapping of index " + index + " keeps what the restore added: "
                + left.names().stream().sorted().collect(Collectors.joining(", ")) + "."
                + (refusals.isEmpty()
                        ? ""
                        : " Elasticsearch does not undo all of it: " + String.join("; ", refusals) + ".");
    }

    private static IndexDefinition mapping(DocumentPlanState.Index index, Map<String, Object> mapping) {
        return new IndexDefinition(index.name, index.type, mapping, null, null);
    }
}
