package org.alien4cloud.plugin.backup.index;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.client.transport.NoNodeAvailableException;
import org.junit.Test;

public class ElasticsearchFailuresTest {

    @Test
    public void oneSentenceCarriesTheReasonAtTheEndOfTheCauseChain() {
        Exception cause = new IllegalStateException("disk is full.");
        Exception wrapper = new ElasticsearchException("failed to write",
                new RuntimeException("java.lang.IllegalStateException: disk is full.", cause));
        assertEquals("Saving failed: failed to write: java.lang.IllegalStateException: disk is full.",
                ElasticsearchFailures.explain("Saving", wrapper).getMessage());
    }

    @Test
    public void anUnreachableServerIsCalledSo() {
        BackupException failure = ElasticsearchFailures.explain("Saving", new NoNodeAvailableException("none of the nodes"));
        assertEquals(BackupException.Kind.ELASTICSEARCH, failure.kind());
        assertTrue(failure.getMessage(), failure.getMessage().startsWith("Saving failed: Elasticsearch cannot be reached."));
    }
}
