package org.alien4cloud.plugin.backup.it;

import alien4cloud.utils.FileUtil;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Checks that the set-up files of environments, {@code git/<environment>/*.yml}, are complete, and that the artifacts
 * that they name exist.
 */
final class SetUpCoherence {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path alien;
    private final History history;
    private final BiConsumer<String, String> finding;
    private final Map<String, Long> versions;

    SetUpCoherence(Path alien, History history, BiConsumer<String, String> finding, Map<String, Long> versions) {
        this.alien = alien;
        this.history = history;
        this.finding = finding;
        this.versions = versions;
    }

    void check() throws IOException {
        for (Path file : FileUtil.files(alien.resolve("git"))) {
            String path = alien.relativize(file).toString();
            if (path.endsWith("/deployment_inputs.yml")) {
                checkInputs(path, file);
            } else if (path.endsWith("/" + BackgroundWriters.SMALL_SET_UP)) {
                checkContent(path, Files.readAllBytes(file), BackgroundWriters.SMALL);
            } else if (path.endsWith("/" + BackgroundWriters.LARGE_SET_UP)) {
                checkContent(path, Files.readAllBytes(file), BackgroundWriters.LARGE);
            }
        }
    }

    private void checkInputs(String path, Path file) throws IOException {
        JsonNode inputs;
        try {
            inputs = MAPPER.valueToTree(new Yaml().load(Files.readString(file)));
        } catch (YAMLException e) {
            finding.accept(path, "not valid YAML: " + e.getMessage());
            return;
        }
        String environment = file.getParent().getFileName().toString();
        if (!inputs.path("environmentId").asText().equals(environment)) {
            finding.accept(path, "not whole: " + inputs);
            return;
        }
        long number = Numbered.numberIn(inputs.path("inputs").path("text").asText());
        for (JsonNode artifact : inputs.path("inputArtifacts")) {
            String problem = Artifacts.problem(alien, artifact);
            if (!problem.isEmpty()) {
                finding.accept(path, problem);
            }
            number = Math.max(number, Artifacts.number(artifact));
        }
        if (number >= 0) {
            versions.put("set-up/" + environment, number);
        }
    }

    /**
     * A writer truncates the file and then writes it: it is empty for a moment, and a large one grows. So its content
     * is the beginning of one version, never parts of two.
     */
    private void checkContent(String path, byte[] content, int whole) {
        long number = Numbered.numberIn(new String(content, 0, Math.min(content.length, 100), StandardCharsets.UTF_8));
        if (content.length == 0) {
            return;
        }
        if (!history.hasVersion(path, number)) {
            finding.accept(path, "never had version " + number);
            return;
        }
        byte[] version = Numbered.setUp(number, whole);
        boolean beginning =
                content.length <= whole && Arrays.equals(content, 0, content.length, version, 0, content.length);
        if (!beginning || content.length < whole && whole < 8192) {
            finding.accept(
                    path,
                    content.length + " bytes, which were never there at once: version " + number + " has " + whole);
        }
    }
}
