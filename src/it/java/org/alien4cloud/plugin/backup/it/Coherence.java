package org.alien4cloud.plugin.backup.it;

import alien4cloud.utils.FileUtil;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import javax.imageio.ImageIO;
import org.elasticsearch.client.Client;
import org.yaml.snakeyaml.Yaml;

/**
 * Checks that the documents and the files of a server agree: every file that a document names exists, in exactly that
 * version. Does not use the plugin's code. Files that no document names are harmless, and not reported.
 */
final class Coherence {
    private static final int[] THUMBNAILS = {16, 32, 64, 128};
    /** Characters of a finding. */
    private static final int MOST = 600;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path alien;
    private final Documents documents;
    private final History history;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Long> versions = new TreeMap<>();

    private Coherence(Path alien, Documents documents, History history) {
        this.alien = alien;
        this.documents = documents;
        this.history = history;
    }

    /**
     * Looks at a server that nobody writes to.
     *
     * @param alien its directory
     * @param history what writers wrote to it
     */
    static Coherence of(Client client, Path alien, History history) throws Exception {
        Coherence coherence = new Coherence(alien, Documents.read(client), history);
        BiConsumer<String, String> finding = coherence::finding;
        new ArchiveCoherence(alien, coherence.documents, finding, coherence.versions).check();
        coherence.checkImages();
        coherence.checkArtifactsOfDocuments();
        coherence.checkPlugins();
        coherence.checkApplications();
        new SetUpCoherence(alien, history, finding, coherence.versions).check();
        new GitCoherence(alien, finding).check();
        return coherence;
    }

    /** What does not agree, a line each. */
    List<String> findings() {
        return Collections.unmodifiableList(findings);
    }

    /** The versions of the pieces in the history that are there. */
    Map<String, Long> versions() {
        return Collections.unmodifiableMap(versions);
    }

    private void checkImages() throws IOException {
        for (String id : documents.of("imagedata").keySet()) {
            Path file = alien.resolve("images").resolve(id + ".png");
            BufferedImage image = read(file);
            if (image == null) {
                finding("imagedata/" + id, file + (Files.exists(file) ? " is no picture" : " is missing"));
                continue;
            }
            Long number = history.numberOfImage(id.replaceFirst("^QUALITY_\\d+", ""));
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            if (number != null && !Arrays.stream(pixels).allMatch(pixel -> (pixel & 0xffffff) == number)) {
                finding("imagedata/" + id, "the picture is not of version " + number);
            }
        }
        documents.of("application").forEach((id, application) -> {
            String image = application.path("imageId").asText("");
            if (!image.isEmpty()) {
                requireImage("application/" + id, image);
                for (int side : THUMBNAILS) {
                    requireImage("application/" + id, "QUALITY_" + side + image);
                }
            }
        });
    }

    private void requireImage(String piece, String image) {
        if (documents.get("imagedata", image).isMissingNode()) {
            finding(piece, "no document imagedata/" + image);
        }
    }

    /** Null if it cannot be read as a whole. */
    private static BufferedImage read(Path file) {
        try {
            return Files.exists(file) ? ImageIO.read(file.toFile()) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void checkArtifactsOfDocuments() {
        documents.forEach((name, document) -> {
            for (JsonNode holder : document.findParents("artifactRef")) {
                String problem = Artifacts.problem(alien, holder);
                if (!problem.isEmpty()) {
                    finding(name, problem);
                }
            }
        });
    }

    private void checkPlugins() throws IOException {
        for (Map.Entry<String, JsonNode> plugin : documents.of("plugin").entrySet()) {
            String name = "plugin/" + plugin.getKey();
            String directory = plugin.getValue().path("pluginPathId").asText();
            Path content = alien.resolve("work/plugins/content").resolve(directory);
            Path descriptor = content.resolve("META-INF/plugin.yml");
            if (!Files.exists(descriptor)) {
                finding(name, descriptor + " is missing");
                continue;
            }
            JsonNode onDisk = MAPPER.valueToTree(new Yaml().load(Files.readString(descriptor)));
            JsonNode inDocument = plugin.getValue().path("descriptor");
            for (String key : new String[] {"id", "version"}) {
                if (!onDisk.path(key).asText().equals(inDocument.path(key).asText())) {
                    finding(name, key + " " + inDocument.path(key) + ", but on disk " + onDisk.path(key));
                }
            }
            checkUi(
                    name,
                    content.resolve("ui"),
                    alien.resolve("work/plugins/ui").resolve(directory));
            long number = Numbered.numberIn(onDisk.path("description").asText());
            if (number >= 0) {
                versions.put(name, number);
                Path entry = content.resolve("ui/scripts/entry.js");
                if (!Files.exists(entry) || Numbered.numberIn(Files.readString(entry)) != number) {
                    finding(name, "the files are not of one version");
                }
            }
        }
    }

    private void checkUi(String piece, Path source, Path copy) throws IOException {
        if (Files.exists(source)) {
            for (Path file : FileUtil.files(source)) {
                Path copied = copy.resolve(source.relativize(file).toString());
                if (!Files.exists(copied) || !Arrays.equals(Files.readAllBytes(file), Files.readAllBytes(copied))) {
                    finding(piece, copied + " is missing or another version");
                }
            }
        }
    }

    private void checkApplications() {
        documents.of("application").forEach((id, application) -> {
            long number = Numbered.numberIn(application.path("description").asText());
            if (number >= 0) {
                versions.put("application/" + id, number);
            }
        });
    }

    private void finding(String piece, String text) {
        findings.add(piece + ": " + text.substring(0, Math.min(text.length(), MOST)));
    }
}
