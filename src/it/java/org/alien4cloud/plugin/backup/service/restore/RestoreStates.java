package org.alien4cloud.plugin.backup.service.restore;

import static org.junit.Assert.assertNotEquals;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.DataDirectoryMarks;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.service.KillSwitch;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;

/**
 * Holds a server's directory and Elasticsearch in two states: the good one, which is backed up, and the old one, which
 * a restore finds.
 */
class RestoreStates implements Closeable {

    static final List<String> INDICES = Arrays.asList("application", "csar", "plugin", "topology");
    static final BackupName BACKUP = BackupName.of("good");

    private static final String MORE = ",\"properties\":{\"more\":{\"type\":\"keyword\"}}";

    private final EmbeddedElasticsearch node;
    private final Client client;
    private final Path directory;
    private final Path oldFiles;
    private final Map<String, String> good;
    private final Map<String, String> old;

    /** Makes the good state, backs it up, and changes it to the old one. */
    RestoreStates(Path directory, long seed) throws Exception {
        this.directory = directory;
        node = EmbeddedElasticsearch.start(null);
        client = node.nodeClient();
        oldFiles = directory.resolve("old");
        for (String index : INDICES) {
            client.admin()
                    .indices()
                    .prepareCreate(index)
                    .setSettings(
                            Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                    .addMapping(
                            "_doc",
                            "{\"_doc\":{\"enabled\":false" + (index.equals("topology") ? MORE : "") + "}}",
                            XContentType.JSON)
                    .get();
        }
        Random random = new Random(seed);
        Path alien = Files.createDirectories(directory.resolve("alien"));
        for (int i = 0; i < 12; i++) {
            write(alien.resolve("csar/c" + i % 4 + "/" + i), random.nextInt(3000));
        }
        putDocuments(0, 20, "good");
        server(KillSwitch.none(), () -> {}).backUp();
        good = state();
        putDocuments(5, 10, "changed");
        putDocuments(30, 35, "new");
        BulkRequestBuilder deletions = client.prepareBulk();
        INDICES.forEach(index -> deletions
                .add(client.prepareDelete(index, "_doc", "d0"))
                .add(client.prepareDelete(index, "_doc", "d11")));
        deletions.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
        write(alien.resolve("csar/c0/0"), 77);
        DurableFiles.deleteTree(alien.resolve("csar/c1"));
        write(alien.resolve("csar/new/file"), 10);
        Files.delete(alien.resolve("csar/c2/2"));
        write(alien.resolve("csar/c2/2/was/a/file"), 10);
        Files.setPosixFilePermissions(alien.resolve("csar/c3/3"), PosixFilePermissions.fromString("r--------"));
        old = state();
        assertNotEquals(good, old);
        copy(alien, oldFiles);
    }

    @Override
    public void close() {
        node.close();
    }

    Path directory() {
        return directory;
    }

    Client client() {
        return client;
    }

    Map<String, String> good() {
        return good;
    }

    Map<String, String> old() {
        return old;
    }

    RestoreTestServer server(KillSwitch fault, Runnable atRest) throws IOException {
        return new RestoreTestServer(directory, client, fault, atRest);
    }

    private static void write(Path file, int length) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) length);
        Files.write(file, content);
    }

    void putDocuments(int from, int to, String text) {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (String index : INDICES) {
            for (int i = from; i < to; i++) {
                bulk.add(client.prepareIndex(index, "_doc", "d" + i)
                        .setSource("{\"name\":\"" + text + i + "\"}", XContentType.JSON));
            }
        }
        bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
    }

    /** Reads all documents by index and id, and all files by path with their mode, without code of the product. */
    private Map<String, String> state() throws IOException {
        Map<String, String> state = new TreeMap<>();
        client.admin().indices().prepareRefresh().get();
        for (SearchHit hit : client.prepareSearch(INDICES.toArray(new String[0]))
                .setSize(1000)
                .get()
                .getHits()) {
            state.put(hit.getIndex() + " " + hit.getId(), hit.getSourceAsString());
        }
        Path alien = directory.resolve("alien");
        try (Stream<Path> paths = Files.walk(alien)) {
            for (Path path : paths.filter(path -> !path.getFileName().toString().startsWith(DataDirectoryMarks.PREFIX))
                    .collect(Collectors.toList())) {
                state.put(
                        "/" + alien.relativize(path),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
                                + (Files.isDirectory(path) ? "" : Digests.ofFile(path, Progress.NONE)));
            }
        }
        return state;
    }

    /** Compares the present state with an expected one; empty if they are equal. */
    String difference(Map<String, String> expected) throws IOException {
        Map<String, String> actual = state();
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(actual.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(expected.get(name), actual.get(name)))
                .map(name -> name + ": " + expected.get(name) + " is " + actual.get(name))
                .collect(Collectors.joining("\n"));
    }

    /** Puts back the old state after a restore, for the next one. */
    void makeOld() throws IOException {
        BulkRequestBuilder bulk = client.prepareBulk();
        for (String name : new TreeSet<>(good.keySet())) {
            if (!name.startsWith("/") && !old.containsKey(name)) {
                bulk.add(client.prepareDelete(name.split(" ")[0], "_doc", name.split(" ")[1]));
            }
        }
        old.forEach((name, source) -> {
            if (!name.startsWith("/") && !source.equals(good.get(name))) {
                bulk.add(client.prepareIndex(name.split(" ")[0], "_doc", name.split(" ")[1])
                        .setSource(source, XContentType.JSON));
            }
        });
        bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
        DurableFiles.deleteTree(directory.resolve("alien"));
        copy(oldFiles, directory.resolve("alien"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.collect(Collectors.toList())) {
                Path target = to.resolve(from.relativize(path).toString());
                Files.copy(path, target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(path));
            }
        }
    }
}
