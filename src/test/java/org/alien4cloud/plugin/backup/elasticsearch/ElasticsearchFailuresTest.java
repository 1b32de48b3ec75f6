package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Collections;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.client.transport.NoNodeAvailableException;
import org.elasticsearch.cluster.block.ClusterBlockException;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.discovery.DiscoverySettings;
import org.junit.Test;

public class ElasticsearchFailuresTest {

    @Test
    public void putsTheRootCauseIntoOneSentence() {
        Exception cause = new IllegalStateException("disk is full.");
        Exception wrapper = new ElasticsearchException(
                "failed to write", new RuntimeException("java.lang.IllegalStateException: disk is full.", cause));
        assertEquals(
                "Saving failed: failed to write: java.lang.IllegalStateException: disk is full.",
                ElasticsearchFailures.explain("Saving", wrapper).getMessage());
    }

    @Test
    public void callsAnUnreachableServerSo() {
        BackupException failure =
                ElasticsearchFailures.explain("Saving", new NoNodeAvailableException("none of the nodes"));
        assertEquals(BackupException.Kind.ELASTICSEARCH, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().startsWith("Saving failed: Elasticsearch cannot be reached."));
    }

    @Test
    public void callsAClusterWithoutMasterUnreachable() {
        String message = ElasticsearchFailures.explain(
                        "Saving",
                        new ClusterBlockException(Collections.singleton(DiscoverySettings.NO_MASTER_BLOCK_WRITES)))
                .getMessage();
        assertTrue(
                message,
                message.startsWith("Saving failed: Elasticsearch cannot be reached. Is it running, with a master?"));
    }

    @Test
    public void saysWhatToDoAboutABlockedIndex() {
        String message = ElasticsearchFailures.explain(
                        "Saving",
                        new ClusterBlockException(
                                Collections.singleton(IndexMetaData.INDEX_READ_ONLY_ALLOW_DELETE_BLOCK)))
                .getMessage();
        assertTrue(message, message.contains("Remove the block"));
    }
}
