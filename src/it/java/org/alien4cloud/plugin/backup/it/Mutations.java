package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;

/** Changes of every kind to a server's documents and files, by a seed. What an Alien4Cloud needs to start is left alone. */
final class Mutations {

    private Mutations() {
    }

    /** Changes, deletes and adds about a third of all documents and files. */
    static void everywhere(BackupHost host, long seed) {
        Random random = new Random(seed);
        ServerState before = host.state();
        try (TransportClient client = host.process().elasticsearch()) {
            for (String name : before.documents().keySet()) {
                String index = name.substring(0, name.indexOf('/'));
                String id = name.substring(index.length() + 1);
                if (index.startsWith("plugin") || index.startsWith("audit") || index.startsWith("orchestrator") || index.startsWith("suggestion")
                        || index.equals("user")) {
                    continue;
                }
                switch (random.nextInt(6)) {
                    case 0:
                        client.prepareDelete(index, "_doc", id).get();
                        break;
                    case 1:
                        client.prepareIndex(index, "_doc", id).setSource("{\"spoilt\":" + random.nextInt() + "}", XContentType.JSON).get();
                        break;
                    case 2:
                        client.prepareIndex(index, "_doc", "new-" + random.nextInt(Integer.MAX_VALUE)).setSource("{\"intruder\":true}",
                                XContentType.JSON).get();
                        break;
                    default:
                        break;
                }
            }
            client.admin().indices().prepareRefresh().setIndices("application", "csar").get();
            client.prepareIndex("application", "_doc", "routed").setRouting("somewhere").setSource("{\"routed\":1}", XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
            for (String path : before.files().keySet()) {
                if (!path.startsWith("work")) {
                    change(host.process().alien().resolve(path), random);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void change(Path file, Random random) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        boolean directory = Files.isDirectory(file);
        switch (random.nextInt(directory ? 12 : 7)) {
            case 0:
                deleteTree(file);
                break;
            case 1:
                if (directory) {
                    Files.write(file.resolve("new file \u00e9 " + random.nextInt(100)), new byte[random.nextInt(3000)]);
                } else {
                    Files.write(file, new byte[(int) Files.size(file)]);
                }
                break;
            case 2:
                if (!directory) {
                    deleteTree(file);
                    Files.createDirectories(file.resolve("was a file"));
                }
                break;
            case 3:
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(directory ? "rwxr-x---" : "r--r-----"));
                break;
            default:
                break;
        }
    }

    static void deleteTree(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            List<Path> all = paths.sorted(java.util.Comparator.reverseOrder()).collect(Collectors.toList());
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }
}
