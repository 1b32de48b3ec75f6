package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.it.DevHostProcess;
import org.alien4cloud.plugin.backup.it.ElasticsearchCluster;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess.Version;
import org.elasticsearch.common.transport.TransportAddress;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Backs up and restores with Elasticsearch 6.6.2 in a process of its own, which Alien4Cloud 3.0 uses. */
public class Elasticsearch66IT {

    private static ElasticsearchCluster cluster;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void startElasticsearch() {
        cluster = ElasticsearchCluster.start(Version.OF_ALIEN4CLOUD_3_0, "es66", 1);
    }

    @AfterClass
    public static void stopElasticsearch() {
        cluster.close();
    }

    /**
     * What runs in Alien4Cloud 3.0: the plugin's classes as they are shipped, compiled against 6.8.22, with the
     * libraries of 6.6.2 beneath them. A method that 6.6.2 does not have ends in a NoSuchMethodError here.
     */
    @Test
    public void shippedClassesRunOnTheClientsOfAlien4Cloud30() throws Exception {
        TransportAddress address = cluster.nodes().get(0).address();
        Path output = folder.getRoot().toPath().resolve("output");
        List<String> command = new ArrayList<>(ElasticsearchProcess.java(
                Version.OF_ALIEN4CLOUD_3_0,
                Collections.singletonList("-Xmx384m"),
                DevHostProcess.target().resolve("classes")));
        Collections.addAll(
                command,
                RoundTripMain.class.getName(),
                cluster.name(),
                address.getAddress(),
                "" + address.getPort(),
                folder.newFolder("work").toString());
        String printed = ElasticsearchProcess.run(command, output);
        List<String> trips = new ArrayList<>();
        Matcher line = Pattern.compile("Round trip done: (.*), \\d+ documents, [1-9]\\d* operations")
                .matcher(printed);
        while (line.find()) {
            trips.add(line.group(1));
        }
        List<String> expected = new ArrayList<>();
        for (String engine : new String[] {"snapshot", "export"}) {
            for (String client : new String[] {"transport", "node"}) {
                expected.add("engine " + engine + ", " + client + " client 6.6.2, server 6.6.2");
            }
        }
        assertEquals(printed, expected, trips);
    }

    @Test
    public void decidesOnEverySettingOfAlien4Cloud30() throws Exception {
        List<String> command = new ArrayList<>(ElasticsearchProcess.java(
                Version.OF_ALIEN4CLOUD_3_0,
                Collections.emptyList(),
                DevHostProcess.target().resolve("classes")));
        command.add(IndexSettingDecisions.class.getName());
        String printed =
                ElasticsearchProcess.run(command, folder.getRoot().toPath().resolve("output"));
        assertTrue(
                printed,
                Pattern.compile("Undecided in 6\\.6\\.2, of \\d{2,3} settings: \\[\\]")
                        .matcher(printed)
                        .find());
    }

    /** A server that was left at 6.6.2 while Alien4Cloud is at 3.7. */
    @Test
    public void transportClientOf68WorksWithAServerOf66() {
        RoundTripMain.roundTrip(
                cluster.client(),
                SnapshotEngine.NAME,
                "transport68",
                folder.getRoot().toPath());
        RoundTripMain.roundTrip(
                cluster.client(),
                ExportEngine.NAME,
                "transport68",
                folder.getRoot().toPath());
        assertTrue("no search is left open", cluster.openSearches() == 0);
    }
}
