package org.alien4cloud.plugin.backup.elasticsearch;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.transport.TransportAddress;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.transport.client.PreBuiltTransportClient;

/**
 * Runs the steps of {@link SmallHeapIT} in a process with a small heap: {@code SmallHeapMain <cluster> <host> <port>
 * <work directory> <data> <engines>}.
 */
public final class SmallHeapMain {

    private static final boolean LONG = Boolean.getBoolean("long");
    private static final int BULK_BYTES = 4 << 20;
    /** What a nested object has, in bytes. */
    private static final int PART_BYTES = 1000;

    private static final String TEXT = text();

    /**
     * Documents of one index, whose name is that of the constant in lower case. The last of them are changed after a
     * backup.
     */
    enum Data {
        /** Of 2 KB each. */
        MANY(LONG ? 1_000_000 : 60_000, 10_000) {
            @Override
            int parts(int document) {
                return 2;
            }
        },
        /** Like deployed topologies of Alien4Cloud: Lucene has hundreds of documents for each. */
        NESTED(LONG ? 5_500 : 250, 60) {
            @Override
            int parts(int document) {
                return LARGE_PARTS;
            }
        },
        /** Small ones, and at the end of the index some as large as topologies, among them a few of 10 MB. */
        SKEWED(LONG ? 100_000 : 10_000, 1_200) {
            @Override
            int parts(int document) {
                int large = document - (documents - 250);
                return large < 0 ? 0 : large % 60 == 59 ? 10_000 : LARGE_PARTS;
            }
        };

        private static final int LARGE_PARTS = 320;
        final int documents;
        final int changed;

        Data(int documents, int changed) {
            this.documents = documents;
            this.changed = changed;
        }

        /** How many nested objects a document has. */
        abstract int parts(int document);

        String index() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private SmallHeapMain() {}

    public static void main(String[] arguments) throws Exception {
        int status = 1;
        try (TransportClient client = new PreBuiltTransportClient(
                Settings.builder()
                        .put("cluster.name", arguments[0])
                        .put("network.host", "127.0.0.1")
                        .build(),
                Collections.emptyList())) {
            client.addTransportAddress(
                    new TransportAddress(InetAddress.getByName(arguments[1]), Integer.parseInt(arguments[2])));
            for (String engine : Arrays.asList(arguments).subList(5, arguments.length)) {
                roundTrip(client, Data.valueOf(arguments[4]), engine, Paths.get(arguments[3]));
            }
            status = 0;
        } catch (Exception | Error e) {
            e.printStackTrace();
        } finally {
            System.exit(status);
        }
    }

    private static void roundTrip(Client client, Data data, String engine, Path work) throws Exception {
        Files.createDirectories(work.resolve(engine));
        BackupFixture fixture = new BackupFixture(
                client, work.resolve(engine), engine, SnapshotRepositorySettings.fileSystem("heap-" + engine));
        fixture.engine.prepare(Progress.NONE);
        List<String> indices = Collections.singletonList(data.index());
        BackupFixture.Backup backup = fixture.backup(indices);
        change(client, data);
        DocumentPlan plan = fixture.plan(backup, indices, ProtectedDocuments.NONE);
        plan.writeUndoLog();
        plan.apply(Progress.NONE);
        plan.verify(backup.manifest);
        client.admin().indices().prepareDelete(data.index()).get();
        fixture.engine.restore(backup.manifest, backup.directory, indices, RestoreTarget.live(), Progress.NONE);
        System.out.println(
                engine + ": " + plan.operations() + " put back, " + backup.manifest.documents() + " recreated");
    }

    /** Puts all documents; sorted by id they are in the order of their numbers. */
    static void fill(Client client, Data data) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (int i = 0; i < data.documents; i++) {
            StringBuilder source = new StringBuilder("{\"name\":\"as backed up\",\"n\":" + i + ",\"parts\":[");
            for (int part = 0; part < data.parts(i); part++) {
                int begin = (i + part) % (TEXT.length() - PART_BYTES);
                source.append(part == 0 ? "" : ",")
                        .append("{\"p\":\"")
                        .append(TEXT, begin, begin + PART_BYTES)
                        .append("\"}");
            }
            bulk.add(client.prepareIndex(data.index(), "_doc", id(i))
                    .setSource(source.append("]}").toString(), XContentType.JSON));
            bulk = sent(client, bulk, bulk.request().estimatedSizeInBytes() > BULK_BYTES || i == data.documents - 1);
        }
    }

    /** Changes the last documents where they are, since this process has no memory for many large ones. */
    private static void change(Client client, Data data) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (int i = data.documents - data.changed; i < data.documents; i++) {
            bulk.add(client.prepareUpdate(data.index(), "_doc", id(i)).setDoc("name", "changed since"));
            bulk = sent(client, bulk, bulk.numberOfActions() == 500 || i == data.documents - 1);
        }
    }

    private static BulkRequestBuilder sent(Client client, BulkRequestBuilder bulk, boolean full) {
        if (!full) {
            return bulk;
        }
        BulkResponse answer = bulk.get();
        if (answer.hasFailures()) {
            throw new AssertionError(answer.buildFailureMessage());
        }
        return client.prepareBulk();
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "d%08d", number);
    }

    private static String text() {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder();
        while (text.length() < PART_BYTES + 300) {
            text.append(Long.toHexString(random.nextLong()));
        }
        return text.toString();
    }
}
