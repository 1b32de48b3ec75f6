package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Collections;
import java.util.concurrent.TimeoutException;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.ActionFuture;
import org.elasticsearch.action.bulk.BulkAction;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesArray;
import org.junit.Test;

public class DocumentWriterTest {

    /** The client's time is faked: no Elasticsearch can be made to lose an answer, and nobody would wait for it. */
    @Test
    @SuppressWarnings("unchecked")
    public void doesNotWaitForEverForAnAnswerThatIsLost() throws Exception {
        Client client = mock(Client.class);
        ActionFuture<BulkResponse> lost = mock(ActionFuture.class);
        when(lost.get(anyLong(), any())).thenThrow(new TimeoutException());
        when(client.prepareBulk()).thenReturn(new BulkRequestBuilder(client, BulkAction.INSTANCE));
        when(client.execute(any(BulkAction.class), any())).thenReturn(lost);
        DocumentWriter writer =
                new DocumentWriter(client, Collections.singletonMap("a", "_doc"), 1000, 1, Progress.NONE);
        writer.put(new Document("a", new DocumentId("1", null), new BytesArray("{}")));
        BackupException failure = assertThrows(BackupException.class, writer::flush);
        assertEquals(BackupException.Kind.ELASTICSEARCH, failure.kind());
        assertEquals("Writing documents failed: Elasticsearch did not answer within 30 minutes.", failure.getMessage());
    }
}
