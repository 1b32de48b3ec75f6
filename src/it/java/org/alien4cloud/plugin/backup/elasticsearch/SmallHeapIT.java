package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.elasticsearch.SmallHeapMain.Data;
import org.alien4cloud.plugin.backup.it.DevHostProcess;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess.Version;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.elasticsearch.client.Client;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Checks that a small heap is enough to back up documents of any number and size, and to restore them, hot and whole.
 */
public class SmallHeapIT {

    private static final String HEAP = "-Xmx96m";
    /**
     * For an answer of large documents behind small ones, of which Elasticsearch's client makes up to three copies,
     * each in one piece.
     */
    private static final String HEAP_FOR_SURPRISES = "-Xmx160m";

    private static final List<String> BOTH = Arrays.asList(SnapshotEngine.NAME, ExportEngine.NAME);

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** The export engine is always tried, since it reads and writes all of them itself. */
    @Test
    public void doesNotNeedMoreMemoryForMoreDocuments() throws Exception {
        roundTrip(Data.MANY, HEAP, Boolean.getBoolean("long") ? BOTH : Collections.singletonList(ExportEngine.NAME));
    }

    @Test
    public void needsNoMoreMemoryForNestedDocuments() throws Exception {
        roundTrip(Data.NESTED, HEAP, BOTH);
    }

    @Test
    public void needsNoMoreMemoryForLargeDocumentsAfterSmallOnes() throws Exception {
        roundTrip(Data.SKEWED, HEAP_FOR_SURPRISES, BOTH);
    }

    private void roundTrip(Data data, String heap, List<String> engines) throws Exception {
        try (EmbeddedElasticsearch elasticsearch =
                EmbeddedElasticsearch.start(REPOSITORIES.getRoot().toPath())) {
            Client client = elasticsearch.nodeClient();
            new BackupFixture(client, folder.getRoot().toPath(), "filled").create(data.index(), 1);
            SmallHeapMain.fill(client, data);
            String[] address = elasticsearch.address().split(":");
            List<String> command = new ArrayList<>(ElasticsearchProcess.java(
                    Version.CURRENT,
                    Arrays.asList(heap, "-Dlong=" + Boolean.getBoolean("long")),
                    DevHostProcess.target().resolve("classes")));
            Collections.addAll(
                    command,
                    SmallHeapMain.class.getName(),
                    client.settings().get("cluster.name"),
                    address[0],
                    address[1],
                    folder.newFolder("work").toString(),
                    data.name());
            command.addAll(engines);
            String printed =
                    ElasticsearchProcess.run(command, folder.getRoot().toPath().resolve("output"));
            for (String engine : engines) {
                assertTrue(
                        printed,
                        printed.contains(engine + ": " + data.changed + " put back, " + data.documents + " recreated"));
            }
            client.admin().indices().prepareRefresh(data.index()).get();
            assertEquals(
                    data.documents,
                    client.prepareSearch(data.index())
                            .setSize(0)
                            .get()
                            .getHits()
                            .getTotalHits());
        }
    }
}
