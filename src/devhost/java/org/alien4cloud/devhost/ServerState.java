package org.alien4cloud.devhost;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.search.sort.SortOrder;

/**
 * Reads all data of a server at one moment, without the plugin: each document by index and id with the digest of its
 * source, each file by path with size, permissions and digest. To be compared with another one.
 */
public final class ServerState {
    private static final List<String> TEMPORARY = Arrays.asList("upload", "tmp", "elasticsearch");
    /** What the plugin keeps for itself in the live data: neither backed up nor restored. */
    private static final String LINEAGE = "a4c-backup-lineage";

    private final SortedMap<String, String> documents = new TreeMap<>();
    private final SortedMap<String, String> files = new TreeMap<>();

    private ServerState() {}

    /**
     * Reads all open indices but the maintenance mode's and the plugin's, and {@code directories.alien} but what is
     * temporary or the plugin's.
     */
    public static ServerState read(Client client, Path alien) throws IOException {
        ServerState state = new ServerState();
        client.admin().indices().prepareRefresh().get();
        for (String index : client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .getConcreteAllOpenIndices()) {
            if (!index.equals("maintenancemodestate") && !index.equals(LINEAGE)) {
                state.readIndex(client, index);
            }
        }
        state.readFiles(alien);
        return state;
    }

    private void readIndex(Client client, String index) {
        TimeValue keep = TimeValue.timeValueMinutes(1);
        SearchResponse page = client.prepareSearch(index)
                .setScroll(keep)
                .setSize(500)
                .addSort("_doc", SortOrder.ASC)
                .get();
        while (page.getHits().getHits().length > 0) {
            for (SearchHit hit : page.getHits()) {
                byte[] source = BytesReference.toBytes(hit.getSourceRef());
                documents.put(index + "/" + hit.getId(), hex(digest().digest(source)));
            }
            page = client.prepareSearchScroll(page.getScrollId())
                    .setScroll(keep)
                    .get();
        }
        client.prepareClearScroll().addScrollId(page.getScrollId()).get();
    }

    private void readFiles(Path alien) throws IOException {
        Files.walkFileTree(alien, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                String path = alien.relativize(directory).toString();
                if (TEMPORARY.contains(path)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (!path.isEmpty()) {
                    files.put(path, "directory " + permissions(directory));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.getParent().equals(alien)
                        && file.getFileName().toString().startsWith('.' + LINEAGE)) {
                    return FileVisitResult.CONTINUE;
                }
                String what = attributes.isSymbolicLink()
                        ? "link to " + Files.readSymbolicLink(file)
                        : attributes.size() + " bytes " + permissions(file) + " " + sha256(file);
                files.put(alien.relativize(file).toString(), what);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return hex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(String.format("%02x", b));
        }
        return text.toString();
    }

    /** Without the documents and files that the test leaves out. Documents are named {@code index/id}. */
    public ServerState without(Predicate<String> document, Predicate<String> file) {
        ServerState rest = new ServerState();
        documents.forEach((name, digest) -> put(rest.documents, document, name, digest));
        files.forEach((name, digest) -> put(rest.files, file, name, digest));
        return rest;
    }

    private static void put(Map<String, String> target, Predicate<String> leftOut, String name, String digest) {
        if (!leftOut.test(name)) {
            target.put(name, digest);
        }
    }

    /** By name {@code index/id}: the digest of the source. */
    public SortedMap<String, String> documents() {
        return Collections.unmodifiableSortedMap(documents);
    }

    /** By path: what it is, with its digest. */
    public SortedMap<String, String> files() {
        return Collections.unmodifiableSortedMap(files);
    }

    /** One digest over all documents. */
    public String documentsDigest() {
        return digestOf(documents);
    }

    /** One digest over all files. */
    public String filesDigest() {
        return digestOf(files);
    }

    private static String digestOf(SortedMap<String, String> map) {
        MessageDigest digest = digest();
        map.forEach((name, value) -> digest.update((name + '\n' + value + '\n').getBytes(StandardCharsets.UTF_8)));
        return hex(digest.digest()).substring(0, 16);
    }

    /** What differs, a line each, at most as many as given; empty when both are equal. */
    public String differences(ServerState other, int most) {
        StringBuilder text = new StringBuilder();
        int count = describe(text, "document", documents, other.documents, most)
                + describe(text, "file", files, other.files, most);
        return count == 0 ? "" : count + " differences:\n" + text;
    }

    private static int describe(
            StringBuilder text, String what, Map<String, String> here, Map<String, String> there, int most) {
        SortedMap<String, String> names = new TreeMap<>(here);
        names.putAll(there);
        int count = 0;
        for (String name : names.keySet()) {
            String left = here.get(name);
            String right = there.get(name);
            if (left == null || !left.equals(right)) {
                if (count++ < most) {
                    text.append("  ")
                            .append(what)
                            .append(' ')
                            .append(name)
                            .append(": ")
                            .append(left)
                            .append(" -> ")
                            .append(right)
                            .append('\n');
                }
            }
        }
        return count;
    }
}
