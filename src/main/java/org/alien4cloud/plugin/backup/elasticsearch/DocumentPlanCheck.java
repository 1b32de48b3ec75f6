package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;

/** Checks that a plan for documents is complete, and that the live documents are as the plan or its undo log says. */
final class DocumentPlanCheck {

    private final Path workDirectory;
    private final Client client;
    private final DocumentPlanState state;

    DocumentPlanCheck(Path workDirectory, Client client, DocumentPlanState state) {
        this.workDirectory = workDirectory;
        this.client = client;
        this.state = state;
    }

    /** @throws BackupException (CHECK_FAILED) if the target log is not the one that the plan was made with */
    void requireTargetLog() {
        String found = DocumentLog.sha256(workDirectory.resolve(DocumentPlan.TARGET));
        if (!found.equals(state.targetSha256)) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "The plan in " + workDirectory + " was not completed, or its file " + DocumentPlan.TARGET
                            + " is damaged.");
        }
    }

    /** @see DocumentPlan#verify */
    void verify(Manifest manifest) {
        if (!manifest.name().value().equals(state.backup)) {
            throw new IllegalArgumentException("The plan is for backup " + state.backup + ", not " + manifest.name());
        }
        requireTargetLog();
        if (!state.indices.isEmpty()) {
            // a count is by search, which sees no document that was written a moment ago
            ElasticsearchFailures.refresh(
                    "Refreshing the indices", client, state.names().toArray(new String[0]));
        }
        DifferenceList differences = new DifferenceList("The documents are not those of the backup");
        for (DocumentPlanState.Index index : state.indices) {
            long count = count(index.name);
            if (count != index.documents) {
                differences.add("index " + index.name + " has " + count + " documents instead of " + index.documents);
            }
        }
        new LiveCounterparts(client).compare(workDirectory.resolve(DocumentPlan.TARGET), differences);
        differences.report();
    }

    /** @see DocumentPlan#verifyUndone */
    void verifyUndone() {
        DifferenceList differences = new DifferenceList("The documents are not those from before");
        new LiveCounterparts(client).compare(workDirectory.resolve(DocumentPlan.UNDO), differences);
        differences.report();
    }

    private long count(String index) {
        SearchResponse answer = ElasticsearchFailures.answer(
                "Counting the documents of index " + index,
                client.prepareSearch(index)
                        .setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed())
                        .setSize(0)
                        .setAllowPartialSearchResults(false));
        return answer.getHits().getTotalHits();
    }
}
