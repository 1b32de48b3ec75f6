package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.sort.SortBuilders;
import org.elasticsearch.search.sort.SortOrder;

/**
 * Compares the documents that were written last with a backup's list, in indices that a restore considered unchanged.
 * Unnoticed writes would have the highest sequence numbers.
 */
public final class NewestDocumentCheck {

    private static final int SAMPLE = 20;

    private final Client client;
    private final Path backupDirectory;
    private final ProtectedDocuments protectedDocuments;

    /** @param backupDirectory of the backup: {@code documents/} is read */
    public NewestDocumentCheck(Client client, Path backupDirectory, ProtectedDocuments protectedDocuments) {
        this.client = Objects.requireNonNull(client, "client");
        this.backupDirectory = backupDirectory;
        this.protectedDocuments = protectedDocuments;
    }

    /**
     * Checks the newest 20 documents of each index.
     *
     * @throws BackupException (CHECK_FAILED) naming the first 10 that are not the backup's, or if the backup's list is
     *     damaged; (ELASTICSEARCH)
     */
    public void verify(Collection<String> indices) {
        DifferenceList differences = new DifferenceList("The documents are not those of the backup");
        indices.forEach(index -> compare(index, differences));
        differences.report();
    }

    private void compare(String index, DifferenceList differences) {
        Map<DocumentId, String> live = new LinkedHashMap<>();
        new DocumentFetcher(client)
                .fetch(
                        index,
                        index,
                        newest(index),
                        document -> live.put(
                                document.id(),
                                document.exists() ? Digests.hex(SourceDigest.of(document.source())) : null));
        if (live.isEmpty()) {
            return;
        }
        try (DigestReader stored = new DigestReader(new CaptureLayout(backupDirectory).digests(index))) {
            for (DocumentDigest digest = stored.next(); digest != null && !live.isEmpty(); digest = stored.next()) {
                DocumentId id = new DocumentId(digest.id(), digest.routing());
                if (live.containsKey(id) && !digest.sha256().equals(live.remove(id))) {
                    differences.add("document " + id + " of index " + index + " has another content");
                }
            }
        }
        live.keySet().forEach(id -> differences.add("document " + id + " of index " + index + " exists"));
    }

    /** Returns their ids only, since sources may be large. */
    private Set<DocumentId> newest(String index) {
        String doing = "Reading the newest documents of index " + index;
        ElasticsearchFailures.refresh(doing, client, index);
        SearchResponse found = ElasticsearchFailures.answer(
                doing,
                client.prepareSearch(index)
                        .setSize(SAMPLE)
                        .setFetchSource(false)
                        .addSort(SortBuilders.fieldSort(DocumentScroll.SEQ_NO)
                                .order(SortOrder.DESC)
                                .unmappedType("long"))
                        .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                        .setAllowPartialSearchResults(false));
        Set<DocumentId> newest = new LinkedHashSet<>();
        for (SearchHit hit : found.getHits()) {
            if (!protectedDocuments.isProtected(index, hit.getId())) {
                newest.add(new DocumentId(hit.getId(), DocumentScroll.routing(hit)));
            }
        }
        return newest;
    }
}
