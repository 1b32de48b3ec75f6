package org.alien4cloud.plugin.backup.index;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
 * A heap that is smaller than the documents is enough to back them up and to restore them, hot and whole. The export engine is always tried,
 * since it reads and writes all of them itself.
 */
public class SmallHeapIT {

    private static final String HEAP = "-Xmx96m";
    private static final int DOCUMENTS = Boolean.getBoolean("long") ? 1_000_000 : 60_000;
    private static final List<String> ENGINES = Boolean.getBoolean("long") ? Arrays.asList(SnapshotEngine.NAME, ExportEngine.NAME)
            : Collections.singletonList(ExportEngine.NAME);

    @ClassRule
    public static final TemporaryFolder REPOSITORIES = new TemporaryFolder();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void shouldNotNeedMoreMemoryForMoreDocuments() throws Exception {
        try (EmbeddedElasticsearch elasticsearch = EmbeddedElasticsearch.start(REPOSITORIES.getRoot().toPath())) {
            Client client = elasticsearch.nodeClient();
            new BackupFixture(client, folder.getRoot().toPath(), "filled").create("many", 1);
            SmallHeapMain.put(client, DOCUMENTS, "as backed up");
            String[] address = elasticsearch.address().split(":");
            List<String> command = new ArrayList<>(ElasticsearchProcess.java(Version.CURRENT, Collections.singletonList(HEAP),
                    DevHostProcess.target().resolve("classes")));
            Collections.addAll(command, SmallHeapMain.class.getName(), client.settings().get("cluster.name"), address[0], address[1],
                    folder.newFolder("work").toString());
            command.addAll(ENGINES);
            String printed = ElasticsearchProcess.run(command, folder.getRoot().toPath().resolve("output"));
            for (String engine : ENGINES) {
                assertTrue(printed, printed.contains(engine + ": " + SmallHeapMain.CHANGED + " put back, " + DOCUMENTS + " made anew"));
            }
            client.admin().indices().prepareRefresh("many").get();
            assertEquals(DOCUMENTS, client.prepareSearch("many").setSize(0).get().getHits().getTotalHits());
        }
    }
}
