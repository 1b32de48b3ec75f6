package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * Makes changes of every kind to a server's documents and files, from a seed. Leaves out what Alien4Cloud needs to
 * start.
 */
final class Mutations {

    private static final Set<String> LEFT_ALONE =
            new HashSet<>(Arrays.asList("work", "elasticsearch", "upload", "tmp"));

    private Mutations() {}

    /** Changes, deletes and adds about a third of all documents and files. */
    static void everywhere(BackupHost host, long seed) {
        Random random = new Random(seed);
        ServerState before = host.state();
        try (TransportClient client = host.process().elasticsearch()) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (String name : before.documents().keySet()) {
                String index = name.substring(0, name.indexOf('/'));
                String id = name.substring(index.length() + 1);
                if (leavesAlone(index)) {
                    continue;
                }
                switch (random.nextInt(6)) {
                    case 0:
                        bulk.add(client.prepareDelete(index, "_doc", id));
                        break;
                    case 1:
                        bulk.add(client.prepareIndex(index, "_doc", id)
                                .setSource("{\"spoilt\":" + random.nextInt() + "}", XContentType.JSON));
                        break;
                    case 2:
                        bulk.add(client.prepareIndex(index, "_doc", "new-" + random.nextInt(Integer.MAX_VALUE))
                                .setSource("{\"intruder\":true}", XContentType.JSON));
                        break;
                    default:
                        break;
                }
            }
            bulk.add(client.prepareIndex("application", "_doc", "routed")
                    .setRouting("somewhere")
                    .setSource("{\"routed\":1}", XContentType.JSON));
            BulkResponse answer = bulk.setRefreshPolicy(RefreshPolicy.IMMEDIATE).get();
            if (answer.hasFailures()) {
                throw new IllegalStateException(answer.buildFailureMessage());
            }
            for (String path : before.files().keySet()) {
                if (!leavesAlone(Paths.get(path).getName(0))) {
                    change(host.process().alien().resolve(path), random);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether nothing is changed in an index: Alien4Cloud writes there itself, or could not start or log in. */
    static boolean leavesAlone(String index) {
        return index.startsWith("plugin")
                || index.startsWith("audit")
                || index.startsWith("orchestrator")
                || index.startsWith("suggestion")
                || index.equals("user")
                || index.equals("maintenancemodestate");
    }

    /**
     * Whether nothing is changed below a child of Alien4Cloud's directory: the plugins themselves, and what is no data.
     */
    static boolean leavesAlone(Path child) {
        return LEFT_ALONE.contains(child.getFileName().toString());
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
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(directory ? "rwxr-x---" : "r--r-----"));
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
