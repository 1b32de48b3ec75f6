package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import alien4cloud.utils.FileUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.alien4cloud.devhost.sample.SampleData;
import org.alien4cloud.devhost.sample.SampleSize;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.search.SearchHit;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Checks that the sample data have the properties that tests rely on. */
public class SampleDataIT {
    private static DevHostProcess host;
    private static TransportClient client;

    @BeforeClass
    public static void startHost() {
        host = DevHostProcess.named("sample-data").start();
        client = host.elasticsearch();
    }

    @AfterClass
    public static void stopHost() {
        client.close();
        host.close();
    }

    @Test
    public void makesTheSameDataOfTheSameSizeAndSeed() throws IOException {
        SampleSize size = SampleSize.archives(4).seed(7);
        Path first = directory("first");
        Path second = directory("second");
        Path other = directory("other");
        SampleData.generate(size, client, first);
        Map<String, String> documents = documents("topology", "user", "imagedata");
        SampleData.generate(size, client, second);
        assertEquals(documents, documents("topology", "user", "imagedata"));
        assertEquals(files(first), files(second));
        SampleData.generate(size.seed(8), client, other);
        assertNotEquals(files(first), files(other));
    }

    @Test
    public void makesAsManyDocumentsAndFilesAsAsked() throws IOException {
        Path alien = directory("counted");
        assertEquals(
                1000,
                SampleData.generate(SampleSize.archives(3).filesPerArchive(40).documents(1000), client, alien));
        Path expanded = alien.resolve("csar/sample-amber-0/1.0.0/expanded");
        assertEquals(41, FileUtil.files(expanded).size());
    }

    @Test
    public void hasADocumentForEveryArchiveAndImage() throws IOException {
        Path alien = directory("agreeing");
        SampleData.generate(SampleSize.archives(5).seed(99), client, alien);
        for (Path zip : FileUtil.files(alien.resolve("csar"))) {
            if (zip.toString().endsWith(".csar")) {
                Path version = zip.getParent();
                String id = version.getParent().getFileName() + ":" + version.getFileName();
                assertTrue(id, client.prepareGet("csar", "_doc", id).get().isExists());
            }
        }
        for (Path image : FileUtil.files(alien.resolve("images"))) {
            String id = image.getFileName().toString().replace(".png", "");
            assertTrue(id, client.prepareGet("imagedata", "_doc", id).get().isExists());
        }
    }

    private static Path directory(String name) throws IOException {
        Path directory = host.data().resolve("samples").resolve(name);
        FileUtil.delete(directory);
        return directory;
    }

    private static Map<String, String> documents(String... indices) {
        Map<String, String> documents = new TreeMap<>();
        for (SearchHit hit : client.prepareSearch(indices).setSize(10_000).get().getHits()) {
            documents.put(hit.getIndex() + "/" + hit.getId(), hit.getSourceAsString());
        }
        return documents;
    }

    private static Map<String, Integer> files(Path directory) throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        for (Path file : FileUtil.files(directory)) {
            files.put(directory.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)));
        }
        return files;
    }
}
