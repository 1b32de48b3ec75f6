package org.alien4cloud.plugin.backup.elasticsearch;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.Version;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Backs up and restores with the Elasticsearch client on the class path: {@code RoundTripMain <cluster> <host> <port>
 * <work directory>}. Ends with 0 if all documents were right each time.
 */
public final class RoundTripMain {

    private RoundTripMain() {}

    public static void main(String[] arguments) throws Exception {
        int status = 1;
        try {
            String cluster = arguments[0];
            TransportAddress address =
                    new TransportAddress(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2]));
            Path work = Files.createDirectories(Paths.get(arguments[3]));
            try (TransportClient transport = new PreBuiltTransportClient(
                                    Settings.builder()
                                            .put("cluster.name", cluster)
                                            .put("network.host", "127.0.0.1")
                                            .build(),
                                    Collections.emptyList())
                            .addTransportAddress(address);
                    EmbeddedElasticsearch node =
                            EmbeddedElasticsearch.join(cluster, arguments[1] + ":" + arguments[2])) {
                for (String engine : Arrays.asList(SnapshotEngine.NAME, ExportEngine.NAME)) {
                    roundTrip(transport, engine, "transport", work);
                    roundTrip(node.nodeClient(), engine, "node", work);
                }
            }
            status = 0;
        } finally {
            System.exit(status);
        }
    }

    /** Backs up, changes, restores, undoes and restores again; fails unless each ends in exactly what it should. */
    static void roundTrip(Client client, String engine, String kind, Path work) {
        String id = engine + "-" + kind;
        BackupFixture fixture = new BackupFixture(client, work, engine, SnapshotRepositorySettings.fileSystem(id));
        List<String> indices = Arrays.asList(id + "-one", id + "-five");
        fixture.create(indices.get(0), 1);
        fixture.create(indices.get(1), 5);
        fixture.engine.prepare(Progress.NONE);
        for (String index : indices) {
            fixture.fill(index, 90, "v");
        }
        TreeSet<String> names = new TreeSet<>(fixture.allIndices());
        Map<String, String> target = fixture.content(indices);
        BackupFixture.Backup backup = fixture.backup(indices);
        fixture.engine.requireCaptured(backup.manifest);
        for (String index : indices) {
            fixture.mutate(index, 90, new Random(1));
        }
        Map<String, String> before = fixture.content(indices);
        require(!before.equals(target), id + ": nothing was changed");

        Path plans = fixture.work();
        DocumentPlan plan = fixture.plan(client, plans, backup, indices, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        require(fixture.content(indices).equals(target), id + ": not the documents of the backup");
        DocumentPlan.open(plans, client).undo();
        plan.verifyUndone();
        require(fixture.content(indices).equals(before), id + ": not the documents from before");
        plan.apply(Progress.NONE);
        require(fixture.content(indices).equals(target), id + ": not the documents of the backup the second time");
        try (BackupDocumentReader source =
                fixture.engine.open(backup.manifest, backup.directory, indices, "again", Progress.NONE)) {
            require(
                    DocumentPlan.compute(
                                    fixture.work(),
                                    client,
                                    new BackupSource(fixture.indices(client, backup), source, ProtectedDocuments.NONE),
                                    indices,
                                    Progress.NONE)
                            .isEmpty(),
                    id + ": there still is a difference");
        }

        fixture.engine.discard(backup.directory);
        fixture.engine.removeLeftovers();
        require(new TreeSet<>(fixture.allIndices()).equals(names), id + ": indices are left: " + fixture.allIndices());
        System.out.println(
                "Round trip done: engine " + engine + ", " + kind + " client " + Version.CURRENT + ", server "
                        + client.admin()
                                .cluster()
                                .prepareNodesInfo("data:true")
                                .get()
                                .getNodes()
                                .get(0)
                                .getVersion() + ", " + target.size()
                        + " documents, " + plan.operations() + " operations");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
