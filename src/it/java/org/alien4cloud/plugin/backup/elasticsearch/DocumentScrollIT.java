package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.CancelledException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.TimeValue;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Checks that many documents are processed on a second thread, whose failures appear here, and that memory is bounded
 * by bytes.
 */
public class DocumentScrollIT {

    private static final String INDEX = "many";
    private static final int DOCUMENTS = 10_001;
    private static final int LARGE = 400_000;
    private static final TimeValue KEEP = TimeValue.timeValueMinutes(1);

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static EmbeddedElasticsearch elasticsearch;
    private static Client client;
    private static BackupFixture fixture;

    @BeforeClass
    public static void fill() {
        elasticsearch = EmbeddedElasticsearch.start(FOLDER.getRoot().toPath());
        client = elasticsearch.nodeClient();
        fixture = new BackupFixture(client, FOLDER.getRoot().toPath(), "scroll");
        fixture.create(INDEX, 1);
        fixture.fill(INDEX, DOCUMENTS, "v");
    }

    @AfterClass
    public static void stop() {
        elasticsearch.close();
    }

    private static long read(DocumentScroll.Visitor visitor, Progress progress) throws IOException {
        IndexState state = new IndexInspector(client).inspect(INDEX);
        try (DocumentScroll scroll = DocumentScroll.open(client, state, KEEP, PageSize.BYTES)) {
            return scroll.forEach(visitor, progress);
        }
    }

    /** The sizes of the documents of each page: between two pages it is asked whether to go on. */
    private static List<List<Integer>> pages(String index, long pageBytes) throws IOException {
        List<List<Integer>> pages = new ArrayList<>();
        List<Integer> page = new ArrayList<>();
        Progress progress = Progress.NONE.stoppedBy(() -> {
            pages.add(new ArrayList<>(page));
            page.clear();
        });
        try (DocumentScroll scroll =
                DocumentScroll.open(client, new IndexInspector(client).inspect(index), KEEP, pageBytes)) {
            long read = scroll.forEach(hit -> page.add(hit.getSourceRef().length()), progress);
            assertEquals(documents(pages), read);
        }
        return pages;
    }

    private static int documents(List<List<Integer>> pages) {
        return pages.stream().mapToInt(List::size).sum();
    }

    private static void assertFits(List<List<Integer>> pages, long bytes) {
        pages.forEach(page -> assertTrue(
                page.toString(),
                page.size() == 1 || page.stream().mapToLong(each -> each).sum() <= bytes));
    }

    /** Of so many bytes, half of them in nested documents that Lucene counts as many. */
    private static void put(String index, int number, int bytes) {
        StringBuilder source = new StringBuilder("{\"n\":" + number + ",\"parts\":[{\"p\":\"a\"}");
        while (source.length() < bytes / 2) {
            source.append(",{\"p\":\"").append(number).append("\"}");
        }
        source.append("],\"rest\":{\"x\":\"");
        while (source.length() < bytes) {
            source.append("some words ");
        }
        fixture.put(index, "d" + number, null, source.append("\"}}").toString());
    }

    private static void assertEnds(Thread thread) throws InterruptedException {
        thread.join(10_000);
        assertEquals(Thread.State.TERMINATED, thread.getState());
    }

    @Test
    public void readsEachDocumentOnceOnOneOtherThread() throws Exception {
        Set<String> ids = new HashSet<>();
        Set<Thread> threads = new HashSet<>();
        assertEquals(
                DOCUMENTS,
                read(
                        hit -> {
                            ids.add(hit.getId());
                            threads.add(Thread.currentThread());
                        },
                        Progress.NONE));
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
        assertSame(
                full,
                assertThrows(
                        IOException.class,
                        () -> read(
                                hit -> {
                                    other[0] = Thread.currentThread();
                                    if (++seen[0] == DOCUMENTS - 1) {
                                        throw full;
                                    }
                                },
                                Progress.NONE)));
        assertEnds(other[0]);
    }

    @Test
    public void canBeCancelledBetweenPages() throws Exception {
        Thread[] other = new Thread[1];
        long[] seen = new long[1];
        Progress cancelled = Progress.NONE.stoppedBy(() -> {
            throw new CancelledException();
        });
        assertThrows(
                CancelledException.class,
                () -> read(
                        hit -> {
                            other[0] = Thread.currentThread();
                            seen[0]++;
                        },
                        cancelled));
        assertTrue(seen[0] > 0 && seen[0] < DOCUMENTS);
        assertEnds(other[0]);
    }

    @Test
    public void readsPagesOfAsManyDocumentsAsTheirBytesAllow() throws Exception {
        fixture.create("large", 1);
        for (int i = 0; i < 25; i++) {
            put("large", i, LARGE);
        }
        List<List<Integer>> pages = pages("large", PageSize.BYTES);
        assertEquals(25, documents(pages));
        assertFits(pages, PageSize.BYTES);
        assertTrue(pages.toString(), pages.size() < 5);
        assertFits(pages("large", LARGE / 2), LARGE / 2);
    }

    @Test
    public void readsSmallerPagesIfTheFirstOneIsTooLarge() throws Exception {
        fixture.create("growing", 1);
        for (int i = 0; i < 30; i++) {
            put("growing", i, i < PageSize.FIRST ? 100 : LARGE);
        }
        List<List<Integer>> pages = pages("growing", PageSize.BYTES);
        assertEquals(30, documents(pages));
        assertFits(pages.subList(0, 1), PageSize.BYTES);
        assertTrue(pages.toString(), pages.size() > 1 && pages.size() < 5);
    }

    @Test
    public void boundsPagesForLargeDocumentsAtTheEnd() throws Exception {
        List<List<Integer>> pages = pages(INDEX, PageSize.BYTES);
        assertEquals(DOCUMENTS, documents(pages));
        assertTrue(pages.stream().allMatch(page -> page.size() <= PageSize.MOST));
        assertEquals((DOCUMENTS + PageSize.MOST - 1) / PageSize.MOST, pages.size());
    }

    @Test
    public void countsUnrefreshedDocumentsWithTheirSize() throws Exception {
        fixture.create("unrefreshed", 3);
        client.admin()
                .indices()
                .prepareUpdateSettings("unrefreshed")
                .setSettings(Settings.builder().put("index.refresh_interval", "-1"))
                .get();
        for (int i = 0; i < 25; i++) {
            put("unrefreshed", i, LARGE);
        }
        List<List<Integer>> pages = pages("unrefreshed", PageSize.BYTES);
        assertEquals(25, documents(pages));
        assertFits(pages, PageSize.BYTES);
    }
}
