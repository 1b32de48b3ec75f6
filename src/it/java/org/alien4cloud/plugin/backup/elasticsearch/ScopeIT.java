package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.MetaData;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.Before;
import org.junit.Test;

/** Checks that nothing that others have in the same cluster changes, whatever the plugin does. */
public class ScopeIT extends BothEngines {

    private static final List<String> OWNED = Arrays.asList("application", "csar");

    private BackupFixture fixture;
    private Client client;

    @Before
    public void setUp() {
        client = elasticsearch.nodeClient();
        fixture = fixture(client);
        client.admin()
                .indices()
                .prepareDelete("_all")
                .setIndicesOptions(IndicesOptions.fromOptions(true, true, true, true))
                .get();
        OWNED.forEach(index -> {
            fixture.create(index, 2);
            fixture.fill(index, 40, "v");
        });
        for (String index : Arrays.asList("foreign", "applications-of-somebody", "closed", "red")) {
            Settings.Builder settings =
                    Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0);
            if (index.equals("red")) {
                settings.put("index.routing.allocation.require._name", "no-such-node");
            }
            client.admin()
                    .indices()
                    .prepareCreate(index)
                    .setSettings(settings)
                    .setWaitForActiveShards(0)
                    .get();
            if (!index.equals("red")) {
                fixture.fill(index, 5, "theirs");
            }
        }
        client.admin().indices().prepareAliases().addAlias("foreign", "theirs").get();
        client.admin().indices().prepareClose("closed").get();
        client.admin()
                .indices()
                .preparePutTemplate("theirs")
                .setPatterns(Arrays.asList("their-*"))
                .setSettings(Settings.builder().put("index.number_of_shards", 3))
                .get();
        client.admin()
                .cluster()
                .preparePutPipeline("theirs", new BytesArray("{\"processors\":[]}"), XContentType.JSON)
                .get();
        client.admin()
                .cluster()
                .preparePutRepository("theirs")
                .setType("fs")
                .setSettings(Settings.builder()
                        .put(
                                "location",
                                elasticsearch
                                        .repositories()
                                        .resolve("theirs-" + settings.name())
                                        .toString()))
                .get();
        client.admin()
                .cluster()
                .prepareCreateSnapshot("theirs", "nightly")
                .setIndices("foreign", "application")
                .setWaitForCompletion(true)
                .get();
        client.admin()
                .cluster()
                .prepareUpdateSettings()
                .setPersistentSettings(Settings.builder().put("cluster.routing.rebalance.enable", "none"))
                .setTransientSettings(Settings.builder()
                        .put("indices.recovery.max_bytes_per_sec", "33mb")
                        .put("cluster.routing.allocation.node_initial_primaries_recoveries", 3))
                .get();
    }

    @Test
    public void touchesNothingOfOthers() {
        fixture.engine.prepare(Progress.NONE);
        Map<String, String> others = others();

        BackupFixture.Backup backup = fixture.backup(OWNED);
        assertEquals("after a backup", others, others());

        Map<String, String> before = fixture.content(OWNED);
        OWNED.forEach(index -> fixture.mutate(index, 40, new Random(7)));
        fixture.restore(backup, OWNED);
        assertEquals(before, fixture.content(OWNED));
        assertEquals("after a hot restore", others, others());

        client.admin().indices().prepareDelete(OWNED.toArray(new String[0])).get();
        fixture.engine.restore(backup.manifest, backup.directory, OWNED, RestoreTarget.live(), Progress.NONE);
        assertEquals(before, fixture.content(OWNED));
        assertEquals("after indices were recreated", others, others());

        fixture.engine.removeLeftovers();
        fixture.engine.discard(backup.directory);
        assertEquals("after the backup was deleted", others, others());
        assertEquals(before, fixture.content(OWNED));
    }

    /**
     * Documents, metadata, templates, settings of the cluster: all but what the plugin owns and its snapshot
     * repositories.
     */
    private Map<String, String> others() {
        Map<String, String> others =
                new TreeMap<>(fixture.content(Arrays.asList("foreign", "applications-of-somebody")));
        MetaData metaData = client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData();
        metaData.indices().valuesIt().forEachRemaining(index -> {
            if (!OWNED.contains(index.getIndex().getName())
                    && !index.getIndex().getName().equals(ElasticsearchMarks.INDEX)) {
                others.put(
                        "index " + index.getIndex().getName(),
                        index.getIndexUUID() + " " + index.getState() + " " + index.getVersion() + " "
                                + index.getSettings() + " " + index.getAliases() + " " + index.getMappings());
            }
        });
        metaData.templates()
                .valuesIt()
                .forEachRemaining(template -> others.put("template " + template.name(), template.toString()));
        others.put("persistent settings", metaData.persistentSettings().toString());
        others.put("transient settings", metaData.transientSettings().toString());
        client.admin()
                .cluster()
                .prepareGetPipeline()
                .get()
                .pipelines()
                .forEach(pipeline -> others.put(
                        "pipeline " + pipeline.getId(),
                        pipeline.getConfigAsMap().toString()));
        client.admin().cluster().prepareGetRepositories().get().repositories().stream()
                .filter(repository -> !repository.name().startsWith("a4c-backup-"))
                .forEach(repository -> others.put(
                        "repository " + repository.name(),
                        repository.type() + " " + repository.settings() + " "
                                + client.admin()
                                        .cluster()
                                        .prepareGetSnapshots(repository.name())
                                        .get()
                                        .getSnapshots()));
        return others;
    }
}
