package org.alien4cloud.plugin.backup.it;

import alien4cloud.utils.FileUtil;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.alien4cloud.tosca.catalog.ToscaArchive;
import org.yaml.snakeyaml.Yaml;

/**
 * Checks that the documents of every archive match the definition in its files, and that its files are of one version:
 * unpacked, zipped and listed.
 */
final class ArchiveCoherence {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String[] TYPES = {
        "artifacttype", "capabilitytype", "nodetype", "relationshiptype", "datatype", "policytype"
    };
    private static final String[] TIMES = {"importDate", "creationDate", "lastUpdateDate"};
    private static final String EDITED = "topology.edited.yml";

    private final Path alien;
    private final Documents documents;
    private final BiConsumer<String, String> finding;
    private final Map<String, Long> versions;

    ArchiveCoherence(Path alien, Documents documents, BiConsumer<String, String> finding, Map<String, Long> versions) {
        this.alien = alien;
        this.documents = documents;
        this.finding = finding;
        this.versions = versions;
    }

    void check() throws IOException {
        for (Map.Entry<String, JsonNode> csar : documents.of("csar").entrySet()) {
            checkArchive(csar.getKey(), csar.getValue());
        }
        for (String index : TYPES) {
            documents.of(index).forEach((id, type) -> requireArchive(index + "/" + id, type));
        }
        documents.of("topology").forEach((id, topology) -> requireArchive("topology/" + id, topology));
    }

    private void requireArchive(String piece, JsonNode document) {
        String archive = document.path("archiveName").asText() + ":"
                + document.path("archiveVersion").asText();
        if (documents.get("csar", archive).isMissingNode()) {
            finding.accept(piece, "its archive " + archive + " has no document");
        }
    }

    private void checkArchive(String id, JsonNode csar) throws IOException {
        String piece = "csar/" + id;
        String name = csar.path("name").asText();
        String version = csar.path("version").asText();
        Path directory = alien.resolve("csar").resolve(name).resolve(version);
        Path definition =
                directory.resolve("expanded").resolve(csar.path("yamlFilePath").asText());
        if (!Files.exists(definition)) {
            finding.accept(piece, definition + " is missing");
            return;
        }
        Map<String, byte[]> expanded = expanded(directory.resolve("expanded"));
        checkZip(piece, directory.resolve(name + "-" + version + ".csar"), expanded);
        checkContentJson(piece, directory.resolve("content.json"), expanded.keySet());
        checkDocuments(
                piece,
                csar,
                ToscaArchive.parse(csar.path("yamlFilePath").asText(), Files.readString(definition)),
                expanded);
        long number = Numbered.numberIn(csar.path("description").asText());
        if (number >= 0) {
            versions.put(piece, number);
            checkNumbers(piece, number, expanded);
        }
    }

    private static Map<String, byte[]> expanded(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (Path file : FileUtil.files(directory)) {
            String path = directory.relativize(file).toString();
            if (!path.startsWith(".git/")) {
                files.put(path, Files.readAllBytes(file));
            }
        }
        return files;
    }

    private void checkZip(String piece, Path zip, Map<String, byte[]> expanded) {
        Map<String, byte[]> zipped = new TreeMap<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                try (InputStream in = file.getInputStream(entry)) {
                    zipped.put(entry.getName(), in.readAllBytes());
                }
            }
        } catch (IOException e) {
            finding.accept(piece, "its zip cannot be read: " + e);
            return;
        }
        // Alien4Cloud packs the repository too, as it was before the commit.
        zipped.keySet().removeIf(path -> path.startsWith(".git/"));
        Set<String> all = new TreeSet<>(expanded.keySet());
        all.addAll(zipped.keySet());
        all.removeIf(path -> Arrays.equals(expanded.get(path), zipped.get(path)));
        if (!all.isEmpty()) {
            finding.accept(piece, "the zip has another version of " + all);
        }
    }

    private void checkContentJson(String piece, Path file, Set<String> expanded) {
        Set<String> listed = new TreeSet<>();
        try {
            collectLeaves(MAPPER.readTree(file.toFile()), listed);
        } catch (IOException e) {
            finding.accept(piece, file + " cannot be read: " + e);
            return;
        }
        if (!listed.equals(expanded)) {
            finding.accept(piece, "content.json lists " + listed + ", there is " + expanded);
        }
    }

    private static void collectLeaves(JsonNode node, Set<String> leaves) {
        if (node.path("leaf").asBoolean()) {
            leaves.add(node.path("fullPath").asText());
        }
        node.path("children").forEach(child -> collectLeaves(child, leaves));
    }

    private void checkDocuments(String piece, JsonNode csar, ToscaArchive archive, Map<String, byte[]> expanded) {
        if (!timeless(csar).equals(timeless(archive.csarDocument(0)))) {
            finding.accept(piece, "the document is " + csar + ", the files say " + archive.csarDocument(0));
        }
        Map<String, JsonNode> expected = new TreeMap<>();
        archive.typeDocuments(0)
                .forEach((index, types) -> types.forEach((id, type) -> expected.put(index + "/" + id, timeless(type))));
        Map<String, JsonNode> actual = new TreeMap<>();
        for (String index : TYPES) {
            documents.of(index).forEach((id, type) -> {
                if (type.path("archiveName").equals(csar.path("name"))
                        && type.path("archiveVersion").equals(csar.path("version"))) {
                    actual.put(index + "/" + id, timeless(type));
                }
            });
        }
        if (!actual.equals(expected)) {
            finding.accept(piece, "the documents of its types are " + actual + ", the files say " + expected);
        }
        checkTopology(piece, archive, expanded.get(EDITED));
    }

    private void checkTopology(String piece, ToscaArchive archive, byte[] edited) {
        JsonNode topology = documents.get("topology", archive.id());
        Map<String, Object> defined = archive.topologyDocument(0);
        if (edited != null) {
            defined = new LinkedHashMap<>(defined);
            defined.put("nodeTemplates", new Yaml().load(new String(edited, StandardCharsets.UTF_8)));
            long number = Numbered.numberIn(
                    topology.path("nodeTemplates").path("edited").path("note").asText());
            versions.put("topology/" + archive.id(), number);
        }
        JsonNode expected = defined == null ? MissingNode.getInstance() : timeless(defined);
        if (!timeless(topology).equals(expected)) {
            finding.accept(piece, "the topology's document is " + topology + ", the files say " + expected);
        }
    }

    private void checkNumbers(String piece, long number, Map<String, byte[]> expanded) {
        Set<String> others = new TreeSet<>();
        expanded.forEach((path, content) -> {
            String text = new String(content, StandardCharsets.UTF_8);
            boolean whole = !path.equals("data/big.txt")
                    || text.equals(Numbered.lines(number, 40_000 + (int) (number % 7) * 8000));
            if (!path.equals(EDITED) && !path.equals("readme.txt") && (Numbered.numberIn(text) != number || !whole)) {
                others.add(path);
            }
        });
        if (!others.isEmpty()) {
            finding.accept(piece, "the document is version " + number + ", not so " + others);
        }
    }

    private static JsonNode timeless(Object document) {
        JsonNode json = document instanceof JsonNode ? ((JsonNode) document).deepCopy() : parsed(document);
        if (json.isObject()) {
            ((ObjectNode) json).remove(Arrays.asList(TIMES));
        }
        return json;
    }

    /** Through text, so that numbers have the types that they have in what Elasticsearch gives back. */
    private static JsonNode parsed(Object document) {
        try {
            return MAPPER.readTree(MAPPER.writeValueAsString(document));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
