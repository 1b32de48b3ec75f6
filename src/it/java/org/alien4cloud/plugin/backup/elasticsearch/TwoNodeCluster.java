package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.it.Await;
import org.alien4cloud.plugin.backup.it.ElasticsearchCluster;
import org.alien4cloud.plugin.backup.it.ElasticsearchProcess.Version;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Progress;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.ClusterState;
import org.elasticsearch.cluster.SnapshotsInProgress;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** Starts a cluster of two Elasticsearch processes and a client node, for tests with real shards and replicas. */
public abstract class TwoNodeCluster {

    static final boolean LONG = Boolean.getBoolean("long");
    static final List<String> INDICES = Arrays.asList("two", "five");
    static final int DOCUMENTS = 400;

    static ElasticsearchCluster cluster;
    static EmbeddedElasticsearch joined;
    static int counter;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Reads Elasticsearch with a client of its own. */
    BackupFixture fixture;

    SnapshotRepositorySettings settings;

    @BeforeClass
    public static void startElasticsearch() {
        // test classes run at the same time, each in a process of its own
        cluster = ElasticsearchCluster.start(
                Version.CURRENT, "cluster-" + ProcessHandle.current().pid(), 2);
        joined = cluster.join();
        // it has a lot to say when a node is gone
        Configurator.setLevel("org.elasticsearch", Level.ERROR);
    }

    @AfterClass
    public static void stopElasticsearch() {
        joined.close();
        cluster.close();
    }

    @Before
    public void slowRepository() {
        // so slow that a node can be killed in the middle of it
        Map<String, String> slow = new HashMap<>();
        slow.put("location", cluster.repositories().resolve("r" + ++counter).toString());
        slow.put("max_snapshot_bytes_per_sec", "150kb");
        slow.put("max_restore_bytes_per_sec", "150kb");
        settings = SnapshotRepositorySettings.of("cluster" + counter, "fs", slow);
    }

    Path newDirectory() {
        try {
            return folder.newFolder().toPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void documents(String engine, Client client) {
        fixture = new BackupFixture(client, newDirectory(), engine, settings);
        fixture.engine.prepare(Progress.NONE);
        fixture.create("two", 2, 1);
        fixture.create("five", 5, 1);
        Random random = new Random(counter);
        for (String index : INDICES) {
            fixture.fill(
                    index,
                    DOCUMENTS,
                    random.ints(150, 'a', 'z').mapToObj(c -> "" + (char) c).collect(Collectors.joining()));
        }
        cluster.awaitGreen();
    }

    @After
    public void clear() {
        cluster.restart();
        new BackupFixture(cluster.client(), folder.getRoot().toPath(), ExportEngine.NAME, settings).clear();
    }

    static ClusterState state() {
        return cluster.client().admin().cluster().prepareState().get().getState();
    }

    static boolean isSnapshotRunning() {
        SnapshotsInProgress running = state().custom(SnapshotsInProgress.TYPE);
        return running != null
                && running.entries().stream()
                        .anyMatch(each -> each.state() == SnapshotsInProgress.State.STARTED
                                && each.shards().values().iterator().hasNext());
    }

    void assertNothingIsLeft() {
        fixture.engine.removeLeftovers();
        assertTrue("indices are left: " + fixture.allIndices(), INDICES.containsAll(fixture.allIndices()));
        Await.until("no search is open", Await.LIMIT, () -> cluster.openSearches() == 0);
        assertFalse("a snapshot runs", isSnapshotRunning());
    }

    static void assertTells(BackupException failure) {
        assertEquals(failure.getMessage(), Kind.ELASTICSEARCH, failure.kind());
    }

    void assertReplicasAreEqual() {
        for (String node : Arrays.asList("node0", "node1")) {
            long found = fixture.client
                    .prepareSearch("two", "five")
                    .setPreference("_only_nodes:" + node)
                    .setSize(0)
                    .get()
                    .getHits()
                    .getTotalHits();
            assertEquals("documents on " + node, 2 * DOCUMENTS, found);
        }
    }

    /** Every document of it can be read, and is right. */
    void assertIsComplete(BackupFixture.Backup backup, Map<String, String> content) {
        for (String index : INDICES) {
            fixture.fill(index, DOCUMENTS, "other");
            fixture.restore(backup, Collections.singletonList(index));
        }
        assertContent(content);
    }

    void assertContent(Map<String, String> content) {
        assertEquals("", RandomDocuments.difference(content, fixture.content(INDICES)));
    }
}
