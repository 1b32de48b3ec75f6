package org.alien4cloud.plugin.backup.index;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/** What {@link SmallHeapIT} runs in a process with a small heap: {@code SmallHeapMain <cluster> <host> <port> <work directory> <engines>}. */
public final class SmallHeapMain {

    static final int CHANGED = 10_000;
    private static final int SOURCE_BYTES = 2_000;
    private static final List<String> INDICES = Collections.singletonList("many");

    private SmallHeapMain() {
    }

    public static void main(String[] arguments) throws Exception {
        int status = 1;
        try (TransportClient client = new PreBuiltTransportClient(Settings.builder().put("cluster.name", arguments[0])
                .put("network.host", "127.0.0.1").build(), Collections.emptyList())) {
            client.addTransportAddress(new TransportAddress(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2])));
            for (String engine : Arrays.asList(arguments).subList(4, arguments.length)) {
                roundTrip(client, engine, Paths.get(arguments[3]));
            }
            status = 0;
        } finally {
            System.exit(status);
        }
    }

    private static void roundTrip(Client client, String engine, Path work) throws Exception {
        Files.createDirectories(work.resolve(engine));
        BackupFixture fixture = new BackupFixture(client, work.resolve(engine), engine, SnapshotRepositorySettings.fileSystem("heap-" + engine));
        fixture.engine.prepare(Progress.NONE);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        put(client, CHANGED, "changed since");
        DocumentPlan plan = fixture.plan(backup, INDICES, DocumentFilter.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        client.admin().indices().prepareDelete("many").get();
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);
        System.out.println(engine + ": " + plan.operations() + " put back, " + backup.manifest.documents() + " made anew");
    }

    static void put(Client client, int documents, String name) {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < SOURCE_BYTES) {
            text.append(Long.toHexString(random.nextLong()));
        }
        for (int i = 0; i < documents;) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (int end = Math.min(documents, i + 2000); i < end; i++) {
                bulk.add(client.prepareIndex("many", "_doc", "d" + i).setSource("{\"name\":\"" + name + "\",\"n\":" + i + ",\"parts\":[{\"p\":\""
                        + text.substring(i % 300) + "\"}]}", XContentType.JSON));
            }
            if (bulk.get().hasFailures()) {
                throw new AssertionError("It cannot be filled");
            }
        }
    }
}
