package org.alien4cloud.plugin.backup.index;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Many documents are worked on by another thread: what fails there fails here, and that thread ends. */
public class DocumentScrollIT {

    private static final String INDEX = "many";
    private static final int DOCUMENTS = 10_001;

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static EmbeddedElasticsearch elasticsearch;
    private static Client client;

    @BeforeClass
    public static void fill() {
        elasticsearch = EmbeddedElasticsearch.start(FOLDER.getRoot().toPath());
        client = elasticsearch.nodeClient();
        new BackupFixture(client, FOLDER.getRoot().toPath(), "scroll").create(INDEX, 1);
        SmallHeapMain.put(client, DOCUMENTS, "v");
        client.admin().indices().prepareRefresh(INDEX).get();
    }

    @AfterClass
    public static void stop() {
        elasticsearch.close();
    }

    private static long read(DocumentScroll.Visitor visitor, Progress progress) throws IOException {
        IndexState state = new IndexInspector(client).inspect(INDEX);
        try (DocumentScroll scroll = DocumentScroll.open(client, state, TimeValue.timeValueMinutes(1), DocumentScroll.PAGE_BYTES)) {
            return scroll.forEach(visitor, progress);
        }
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        thread.join(10_000);
        assertEquals(Thread.State.TERMINATED, thread.getState());
    }

    @Test
    public void readsEachDocumentOnceOnOneOtherThread() throws Exception {
        Set<String> ids = new HashSet<>();
        Set<Thread> threads = new HashSet<>();
        assertEquals(DOCUMENTS, read(hit -> {
            ids.add(hit.getId());
            threads.add(Thread.currentThread());
        }, Progress.NONE));
        assertEquals(DOCUMENTS, ids.size());
        assertEquals(1, threads.size());
        Thread other = threads.iterator().next();
        assertNotSame(Thread.currentThread(), other);
        assertEnds(other);
    }

    @Test
    public void tellsThatTheDiskIsFullWhereItIsOnALaterPage() throws Exception {
        IOException full = new IOException("No space left on device");
        Thread[] other = new Thread[1];
        long[] seen = new long[1];
        assertSame(full, assertThrows(IOException.class, () -> read(hit -> {
            other[0] = Thread.currentThread();
            if (++seen[0] == DOCUMENTS - 1) {
                throw full;
            }
        }, Progress.NONE)));
        assertEnds(other[0]);
    }

    @Test
    public void canBeCancelledBetweenPages() throws Exception {
        Thread[] other = new Thread[1];
        long[] seen = new long[1];
        Progress cancelled = Progress.NONE.stoppedBy(() -> {
            throw new CancelledException();
        });
        assertThrows(CancelledException.class, () -> read(hit -> {
            other[0] = Thread.currentThread();
            seen[0]++;
        }, cancelled));
        assertTrue(seen[0] > 0 && seen[0] < DOCUMENTS);
        assertEnds(other[0]);
    }
}
