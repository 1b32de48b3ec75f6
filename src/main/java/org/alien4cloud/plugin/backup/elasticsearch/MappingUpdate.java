package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.ExceptionsHelper;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.rest.RestStatus;

/** Puts a mapping, and distinguishes its refusal from any other failure. */
final class MappingUpdate {

    private MappingUpdate() {}

    /** @throws BackupException (ELASTICSEARCH) if it fails */
    static void put(String doing, Client client, String index, IndexDefinition mapping) {
        ElasticsearchFailures.answer(
                doing,
                client.admin()
                        .indices()
                        .preparePutMapping(index)
                        .setType(mapping.type())
                        .setSource(mapping.mappingJson(), XContentType.JSON));
    }

    /**
     * Puts a mapping, and returns why it is refused as unfit for the present mapping; empty if it is accepted.
     *
     * @throws BackupException (ELASTICSEARCH) if it fails otherwise
     */
    static Optional<String> refusal(String doing, Client client, String index, IndexDefinition mapping) {
        try {
            put(doing, client, index, mapping);
            return Optional.empty();
        } catch (BackupException e) {
            Throwable cause = ExceptionsHelper.unwrapCause(e.getCause());
            if (cause == null || ExceptionsHelper.status(cause) != RestStatus.BAD_REQUEST) {
                throw e;
            }
            return Optional.of(ElasticsearchFailures.summary(cause));
        }
    }
}
