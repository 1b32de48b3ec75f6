package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.action.get.GetResponse;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Restores documents of unusual form byte for byte with the engine {@code export}, in both ways of restoring. */
public class ExportedFormsIT {

    private static final String INDEX = "forms";
    private static final List<String> INDICES = Collections.singletonList(INDEX);

    private static EmbeddedElasticsearch elasticsearch;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private BackupFixture fixture;

    @BeforeClass
    public static void startElasticsearch() {
        elasticsearch = EmbeddedElasticsearch.start(null);
    }

    @AfterClass
    public static void stopElasticsearch() {
        elasticsearch.close();
    }

    @Before
    public void createIndex() {
        fixture = new BackupFixture(
                elasticsearch.transportClient(),
                folder.getRoot().toPath(),
                ExportEngine.NAME,
                SnapshotRepositorySettings.fileSystem("it"));
        fixture.create(INDEX, 5);
        fixture.client
                .admin()
                .indices()
                .preparePutMapping(INDEX)
                .setType("_doc")
                .setSource(
                        "{\"properties\":{\"content\":{\"type\":\"keyword\",\"index\":false,\"doc_values\":false}}}",
                        XContentType.JSON)
                .get();
    }

    @After
    public void clear() {
        fixture.clear();
    }

    @Test
    public void bringsBackSourcesOfAllFormats() {
        Random random = new Random(3);
        BytesReference[] sources = new BytesReference[20];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = SampleDocuments.source(i, random);
            put("d" + i, i % 4 == 0 ? "r" : null, sources[i]);
        }
        BackupFixture.Backup backup = fixture.backup(INDICES);
        for (int i = 0; i < sources.length; i += 2) {
            fixture.put(INDEX, "d" + i, i % 4 == 0 ? "r" : null, "{\"name\":\"changed\"}");
            fixture.delete(INDEX, "d" + (i + 1), null);
        }

        fixture.restore(backup, INDICES);
        assertSources(INDEX, sources);

        RestoreTarget beside = RestoreTarget.beside("temporary-", "work");
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, beside, Progress.NONE);
        assertSources(beside.nameOf(INDEX), sources);

        fixture.clear();
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);
        assertSources(INDEX, sources);
    }

    private void assertSources(String index, BytesReference[] sources) {
        for (int i = 0; i < sources.length; i++) {
            assertSource(index, "d" + i, i % 4 == 0 ? "r" : null, sources[i]);
        }
    }

    @Test
    public void restoresDocumentsOfOneIdWithSeveralRoutings() {
        for (int i = 0; i < 30; i++) {
            for (String routing : Arrays.asList(null, "a", "b", "c", "d")) {
                fixture.put(INDEX, "twin" + i, routing, "{\"name\":\"" + routing + i + "\"}");
            }
        }
        Map<String, String> before = fixture.content(INDICES);
        assertTrue("more documents than ids: " + before.size(), before.size() > 60);
        BackupFixture.Backup backup = fixture.backup(INDICES);
        assertEquals(before.size(), backup.manifest.documents());
        for (int i = 0; i < 30; i += 2) {
            fixture.delete(INDEX, "twin" + i, "b");
            fixture.put(INDEX, "twin" + i, "e", "{\"name\":\"another\"}");
        }

        fixture.restore(backup, INDICES);
        assertEquals(before, fixture.content(INDICES));

        fixture.clear();
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);
        assertEquals(before, fixture.content(INDICES));
    }

    @Test
    public void bringsBackDocumentsOfFiftyMegabytes() throws IOException {
        byte[] plain = large("");
        byte[] withLines = large("\n");
        put("plain", null, new BytesArray(plain));
        put("with lines", null, new BytesArray(withLines));
        fixture.fill(INDEX, 50, "small");
        BackupFixture.Backup backup = fixture.backup(INDICES);
        fixture.put(INDEX, "plain", null, "{}");

        fixture.restore(backup, INDICES);
        assertSource(INDEX, "plain", null, new BytesArray(plain));

        fixture.clear();
        fixture.engine.restore(backup.manifest, backup.directory, INDICES, RestoreTarget.live(), Progress.NONE);
        assertSource(INDEX, "plain", null, new BytesArray(plain));
        assertSource(INDEX, "with lines", null, new BytesArray(withLines));
    }

    private static byte[] large(String end) {
        byte[] source = new byte[50_000_000];
        Arrays.fill(source, (byte) 'x');
        byte[] begin = "{\"content\":\"".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(begin, 0, source, 0, begin.length);
        byte[] last = ("\"}" + end).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(last, 0, source, source.length - last.length, last.length);
        return source;
    }

    private void put(String id, String routing, BytesReference source) {
        XContentType format = XContentHelper.xContentType(source);
        fixture.client
                .prepareIndex(INDEX, "_doc", id)
                .setRouting(routing)
                .setSource(source, format == null ? XContentType.JSON : format)
                .get();
    }

    private void assertSource(String index, String id, String routing, BytesReference source) {
        GetResponse found =
                fixture.client.prepareGet(index, "_doc", id).setRouting(routing).get();
        assertTrue(id + " is there", found.isExists());
        assertArrayEquals(id, BytesReference.toBytes(source), found.getSourceAsBytes());
    }
}
