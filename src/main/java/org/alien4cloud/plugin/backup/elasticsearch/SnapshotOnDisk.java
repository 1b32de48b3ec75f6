package org.alien4cloud.plugin.backup.elasticsearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.codecs.CodecUtil;
import org.elasticsearch.common.CheckedFunction;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.lucene.store.ByteArrayIndexInput;
import org.elasticsearch.common.xcontent.LoggingDeprecationHandler;
import org.elasticsearch.common.xcontent.NamedXContentRegistry;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.common.xcontent.XContentParser;
import org.elasticsearch.index.snapshots.blobstore.BlobStoreIndexShardSnapshot;
import org.elasticsearch.index.snapshots.blobstore.BlobStoreIndexShardSnapshot.FileInfo;
import org.elasticsearch.snapshots.SnapshotInfo;

/**
 * Finds the files of one snapshot in a repository of type {@code fs} whose directory this machine can read. None of
 * them ever changes. {@code index-N} and {@code index.latest} change with each later snapshot, and are left out.
 *
 * <p>The layout is that of Elasticsearch 6.x (org.elasticsearch.repositories.blobstore.BlobStoreRepository, Javadoc of
 * the class).
 */
public final class SnapshotOnDisk {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ROOT_INDEX = Pattern.compile("index-([0-9]{1,18})");
    private static final Pattern BLOB_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Pattern SHARD = Pattern.compile("[0-9]{1,6}");
    private static final String CODEC = "snapshot";
    private static final int CODEC_VERSION = 1;

    private final Path root;
    private final String uuid;
    /** The names of all indices of the repository, by the names of their directories. */
    private final Map<String, String> indices;

    private SnapshotOnDisk(Path root, String uuid, Map<String, String> indices) {
        this.root = root;
        this.uuid = uuid;
        this.indices = indices;
    }

    /**
     * Finds a snapshot in a directory.
     *
     * @return empty if the directory does not exist, or is no repository with a snapshot of this name, as on a machine
     *     that does not share the directory with Elasticsearch
     * @throws IOException if its files cannot be read
     */
    static Optional<SnapshotOnDisk> find(Path root, String snapshot) throws IOException {
        Path newest = newestIndex(root);
        if (newest == null) {
            return Optional.empty();
        }
        JsonNode index = JSON.readTree(Files.readAllBytes(newest));
        for (JsonNode each : index == null ? JSON.createArrayNode() : index.path("snapshots")) {
            if (snapshot.equals(each.path("name").asText())
                    && isBlobName(each.path("uuid").asText())) {
                Map<String, String> indices = new TreeMap<>();
                index.path("indices")
                        .fields()
                        .forEachRemaining(
                                entry -> indices.put(entry.getValue().path("id").asText(), entry.getKey()));
                return Optional.of(new SnapshotOnDisk(root, each.path("uuid").asText(), indices));
            }
        }
        return Optional.empty();
    }

    private static Path newestIndex(Path root) throws IOException {
        Path newest = null;
        long highest = -1;
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(root, "index-*")) {
                for (Path child : children) {
                    Matcher name = ROOT_INDEX.matcher(child.getFileName().toString());
                    if (name.matches() && Long.parseLong(name.group(1)) > highest) {
                        highest = Long.parseLong(name.group(1));
                        newest = child;
                    }
                }
            }
        }
        return newest;
    }

    /** Returns the directory of the repository. */
    public Path root() {
        return root;
    }

    /** Returns the name of the index that a file belongs to; null if it belongs to the snapshot as a whole. */
    public String indexOf(String path) {
        String[] parts = path.split("/");
        return parts.length > 2 && parts[0].equals("indices") ? indices.get(parts[1]) : null;
    }

    /**
     * Returns the files of this snapshot, as paths below {@link #root} with {@code /}.
     *
     * @throws IOException if a file that lists others is missing or unreadable: the snapshot is damaged, or not wholly
     *     visible
     */
    public SortedSet<String> files() throws IOException {
        SortedSet<String> files = new TreeSet<>();
        String own = "snap-" + uuid + ".dat";
        String metadata = "meta-" + uuid + ".dat";
        SnapshotInfo info = read(own, SnapshotInfo::fromXContentInternal);
        files.add(own);
        files.add(metadata);
        int shards = 0;
        for (String index : indices.keySet()) {
            Path directory = root.resolve("indices").resolve(index);
            if (isBlobName(index) && Files.exists(directory.resolve(metadata))) {
                files.add("indices/" + index + "/" + metadata);
                try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
                    for (Path child : children) {
                        if (SHARD.matcher(child.getFileName().toString()).matches()
                                && Files.exists(child.resolve(own))) {
                            addShard("indices/" + index + "/" + child.getFileName() + "/", own, files);
                            shards++;
                        }
                    }
                }
            }
        }
        if (shards != info.totalShards()) {
            throw new IOException("the snapshot " + info.snapshotId().getName() + " has " + info.totalShards()
                    + " shards, " + shards + " of them are in " + root);
        }
        return files;
    }

    private void addShard(String directory, String own, SortedSet<String> files) throws IOException {
        files.add(directory + own);
        for (FileInfo file :
                read(directory + own, BlobStoreIndexShardSnapshot::fromXContent).indexFiles()) {
            for (int part = 0; part < file.numberOfParts(); part++) {
                String blob = file.partName(part);
                if (!isBlobName(blob)) {
                    throw new IOException(directory + own + " names a file " + blob);
                }
                files.add(directory + blob);
            }
        }
    }

    private static boolean isBlobName(String name) {
        return BLOB_NAME.matcher(name).matches();
    }

    /**
     * Reads as org.elasticsearch.repositories.blobstore.ChecksumBlobStoreFormat does, whose signatures differ between
     * the versions of 6.x.
     */
    private <T> T read(String path, CheckedFunction<XContentParser, T, IOException> reader) throws IOException {
        byte[] bytes = Files.readAllBytes(root.resolve(path));
        try (ByteArrayIndexInput in = new ByteArrayIndexInput(path, bytes)) {
            CodecUtil.checksumEntireFile(in);
            CodecUtil.checkHeader(in, CODEC, CODEC_VERSION, CODEC_VERSION);
            int begin = (int) in.getFilePointer();
            try (XContentParser parser = XContentHelper.createParser(
                    NamedXContentRegistry.EMPTY,
                    LoggingDeprecationHandler.INSTANCE,
                    new BytesArray(bytes, begin, bytes.length - CodecUtil.footerLength() - begin))) {
                return reader.apply(parser);
            }
        } catch (RuntimeException e) {
            throw new IOException(root.resolve(path) + " is not what Elasticsearch writes: " + e.getMessage(), e);
        }
    }
}
