package org.alien4cloud.plugin.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * Reads a backup directory by docs/format.md alone, without any class of the plugin. Any deviation from the
 * specification is an {@link IOException}. Other languages could do the same; only SHA-256, CRC-32, gzip and JSON are
 * needed.
 */
final class SecondReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final String repositoryId;
    /** The pack, offset and length of each packed content. */
    private final Map<String, Place> packed = new HashMap<>();

    private record Place(Path pack, int offset, int length) {}

    SecondReader(Path directory) throws IOException {
        this.directory = directory;
        JsonNode repository = digested(directory, "repository");
        require(repository.path("formatVersion").asInt() == 1, "format version " + repository.path("formatVersion"));
        repositoryId = repository.path("repositoryId").asText();
        require(repositoryId.matches("[0-9a-f]{32}"), "repository id " + repositoryId);
        for (Path pack : children(directory.resolve("packs"))) {
            readIndex(pack);
        }
    }

    /** Returns the names of the backups. */
    List<String> backups() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path backup : children(directory.resolve("backups"))) {
            manifest(backup.getFileName().toString());
            names.add(backup.getFileName().toString());
        }
        return names;
    }

    JsonNode manifest(String name) throws IOException {
        Path backup = directory.resolve("backups").resolve(name);
        JsonNode manifest = digested(backup, "manifest");
        require(manifest.path("formatVersion").asInt() == 1, "format version of " + name);
        require(manifest.path("name").asText().equals(name), "name of " + name);
        require(manifest.path("repositoryId").asText().equals(repositoryId), "repository of " + name);
        for (Map.Entry<String, JsonNode> digest :
                fields(manifest.path("digests")).entrySet()) {
            require(
                    sha256(Files.readAllBytes(backup.resolve(digest.getKey())))
                            .equals(digest.getValue().asText()),
                    "digest of " + digest.getKey());
        }
        return manifest;
    }

    /** Restores the files of a backup into an empty directory. */
    void restore(String name, Path target) throws IOException {
        JsonNode manifest = manifest(name);
        List<JsonNode> entries =
                lines(directory.resolve("backups").resolve(name).resolve("files.jsonl.gz"));
        String previous = "";
        long files = 0;
        long bytes = 0;
        for (JsonNode entry : entries) {
            String path = entry.path("path").asText();
            require(order(previous, path) < 0, "order of " + path);
            previous = path;
            Path place = resolve(target, path);
            switch (entry.path("type").asText()) {
                case "DIRECTORY" -> Files.createDirectory(place);
                case "LINK" ->
                    Files.createSymbolicLink(place, Path.of(entry.path("target").asText()));
                case "FILE" -> {
                    byte[] content = content(entry.path("sha256").asText());
                    require(content.length == entry.path("size").asLong(), "size of " + path);
                    Files.write(place, content);
                    files++;
                    bytes += content.length;
                }
                default -> throw new IOException("type of " + path);
            }
        }
        require(
                files == manifest.path("files").asLong()
                        && bytes == manifest.path("bytes").asLong(),
                "totals of " + name);
        for (int i = entries.size() - 1; i >= 0; i--) {
            JsonNode entry = entries.get(i);
            if (!entry.path("type").asText().equals("LINK")) {
                Path place = resolve(target, entry.path("path").asText());
                Files.setLastModifiedTime(
                        place, FileTime.from(entry.path("mtime").asLong(), TimeUnit.NANOSECONDS));
                Files.setAttribute(place, "unix:mode", entry.path("mode").asInt());
            }
        }
    }

    /** Returns the digests of an index's documents by id and routing. */
    Map<String, String> documents(String name, String index) throws IOException {
        Map<String, String> documents = new TreeMap<>();
        for (JsonNode line : lines(
                directory.resolve("backups").resolve(name).resolve("documents").resolve(index + ".gz"))) {
            documents.put(
                    line.path("id").asText() + "/" + line.path("routing").asText(""),
                    line.path("sha256").asText());
        }
        return documents;
    }

    /** Returns the exported sources of an index's documents by id and routing. */
    Map<String, byte[]> exported(String name, String index) throws IOException {
        byte[] all;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(
                directory.resolve("backups").resolve(name).resolve("indices").resolve(index + ".ndjson.gz")))) {
            all = in.readAllBytes();
        }
        Map<String, byte[]> sources = new TreeMap<>();
        int begin = 0;
        for (int end = 0; end < all.length; end++) {
            if (all[end] == '\n') {
                byte[] line = Arrays.copyOfRange(all, begin, end);
                JsonNode document = JSON.readTree(line);
                List<String> properties = new ArrayList<>();
                document.fieldNames().forEachRemaining(properties::add);
                require(
                        String.join(" ", properties).matches("id (routing )?version source(Base64)?"),
                        "properties " + properties);
                String key = document.path("id").asText() + "/"
                        + document.path("routing").asText("");
                require(sources.put(key, source(line, document)) == null, "two documents " + key);
                begin = end + 1;
            }
        }
        require(begin == all.length, "end of the last line of " + index);
        return sources;
    }

    private static byte[] source(byte[] line, JsonNode document) throws IOException {
        if (document.has("sourceBase64")) {
            return Base64.getDecoder().decode(document.path("sourceBase64").asText());
        }
        // as ISO 8859-1 each byte is a character
        int begin = new String(line, StandardCharsets.ISO_8859_1).indexOf(",\"source\":") + ",\"source\":".length();
        byte[] source = Arrays.copyOfRange(line, begin, line.length - 1);
        require(JSON.readTree(source).equals(document.path("source")), "source of " + document.path("id"));
        return source;
    }

    /** Returns when a backup was verified, and with what result. */
    JsonNode verified(String name) throws IOException {
        return sealed(directory.resolve("backups").resolve(name).resolve("verified.json"));
    }

    /** Reads a sealed file: a line of JSON, and a line with its digest. */
    static JsonNode sealed(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = bytes.length - 66;
        require(length > 0 && bytes[length] == '\n' && bytes[bytes.length - 1] == '\n', "seal of " + file);
        byte[] json = Arrays.copyOf(bytes, length);
        require(sha256(json).equals(new String(bytes, length + 1, 64, StandardCharsets.US_ASCII)), "seal of " + file);
        return JSON.readTree(json);
    }

    private static JsonNode digested(Path directory, String name) throws IOException {
        byte[] json = Files.readAllBytes(directory.resolve(name + ".json"));
        String expected = sha256(json) + "  " + name + ".json\n";
        require(
                Files.readString(directory.resolve(name + ".sha256")).equals(expected),
                "digest of " + name + ".json in " + directory);
        return JSON.readTree(json);
    }

    private void readIndex(Path pack) throws IOException {
        require(pack.getFileName().toString().matches("[0-9a-f]{32}\\.pack"), "name of " + pack);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(pack));
        require(bytes.limit() <= 67_108_864, "size of " + pack);
        require(ascii(bytes, 0).equals("A4CPACK1") && bytes.getInt(8) == 1, "header of " + pack);
        int footer = bytes.limit() - 24;
        long index = bytes.getLong(footer);
        int count = bytes.getInt(footer + 8);
        require(
                ascii(bytes, footer + 16).equals("A4CPEND1") && count <= 65_536 && index + count * 40L == footer,
                "footer of " + pack);
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), (int) index, count * 40 + 12);
        require((int) crc.getValue() == bytes.getInt(footer + 12), "checksum of " + pack);
        String previous = "";
        long contents = 12;
        for (int i = 0; i < count; i++) {
            int at = (int) index + i * 40;
            String sha256 = hex(bytes, at);
            int offset = bytes.getInt(at + 32);
            int length = bytes.getInt(at + 36);
            require(sha256.compareTo(previous) > 0, "order of the index of " + pack);
            require(
                    hex(bytes, offset - 36).equals(sha256) && bytes.getInt(offset - 4) == length,
                    "entry " + sha256 + " of " + pack);
            require(length < 1_048_576, "length of " + sha256);
            if (!packed.containsKey(sha256)
                    || sha256(Arrays.copyOfRange(bytes.array(), offset, offset + length))
                            .equals(sha256)) {
                packed.put(sha256, new Place(pack, offset, length));
            }
            previous = sha256;
            contents += 36 + length;
        }
        require(contents == index, "gaps in " + pack);
    }

    private byte[] content(String sha256) throws IOException {
        Place place = packed.get(sha256);
        byte[] content;
        if (place == null) {
            content = Files.readAllBytes(
                    directory.resolve("objects").resolve(sha256.substring(0, 2)).resolve(sha256));
            require(content.length >= 1_048_576, "length of " + sha256);
        } else {
            content = new byte[place.length];
            try (InputStream in = Files.newInputStream(place.pack)) {
                in.skipNBytes(place.offset);
                in.readNBytes(content, 0, content.length);
            }
        }
        require(sha256(content).equals(sha256), "content " + sha256);
        return content;
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isEmpty()) {
                    lines.add(JSON.readTree(line));
                }
            }
        }
        return lines;
    }

    /** Compares code unit by code unit, with {@code /} lower than all others and the shorter first. */
    private static int order(String one, String other) {
        return one.replace('/', '\0').compareTo(other.replace('/', '\0'));
    }

    private static Path resolve(Path target, String path) throws IOException {
        for (String part : path.split("/", -1)) {
            require(!part.isEmpty() && !part.equals(".") && !part.equals(".."), "path " + path);
        }
        return Path.of(
                URI.create(target.toUri() + (target.toUri().toString().endsWith("/") ? "" : "/") + percent(path)));
    }

    /** Encodes the bytes of a name: lone surrogates U+DC80 to U+DCFF are one byte each, everything else is UTF-8. */
    private static String percent(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        path.codePoints().forEach(point -> {
            if (point >= 0xDC80 && point <= 0xDCFF) {
                bytes.write(point - 0xDC00);
            } else {
                bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        });
        StringBuilder uri = new StringBuilder();
        for (byte b : bytes.toByteArray()) {
            uri.append(b == '/' ? "/" : String.format("%%%02X", b));
        }
        return uri.toString();
    }

    private static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> !child.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String ascii(ByteBuffer bytes, int at) {
        return new String(bytes.array(), at, 8, StandardCharsets.US_ASCII);
    }

    private static String hex(ByteBuffer bytes, int at) {
        return HexFormat.of().formatHex(bytes.array(), at, at + 32);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void require(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("Not as specified: " + what);
        }
    }
}
