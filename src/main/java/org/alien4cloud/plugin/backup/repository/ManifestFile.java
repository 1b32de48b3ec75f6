package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;

/** {@code manifest.json} in a backup's directory, and beside it {@code manifest.sha256}, its digest as {@code sha256sum} writes it. */
final class ManifestFile {

    static final String NAME = "manifest.json";
    static final String DIGEST_NAME = "manifest.sha256";

    private ManifestFile() {
    }

    static Manifest withDigests(Manifest manifest, Map<String, String> digests) throws IOException {
        ObjectNode tree = Json.mapper().valueToTree(manifest);
        tree.set("digests", Json.mapper().valueToTree(digests));
        return Json.mapper().treeToValue(tree, Manifest.class);
    }

    static void write(Path directory, Manifest manifest) throws IOException {
        byte[] json = Json.pretty().writeValueAsBytes(manifest);
        String digest = Digests.hex(Digests.sha256().digest(json)) + "  " + NAME + "\n";
        DurableFiles.write(directory.resolve(DIGEST_NAME), digest.getBytes(StandardCharsets.US_ASCII));
        DurableFiles.write(directory.resolve(NAME), json);
    }

    /**
     * @throws BackupException (CHECK_FAILED) if it is missing, damaged, of a newer format or of a backup that has another name
     */
    static Manifest read(Path directory) {
        Path file = directory.resolve(NAME);
        try {
            byte[] json = Files.readAllBytes(file);
            byte[] digest = Files.readAllBytes(directory.resolve(DIGEST_NAME));
            String expected = Digests.hex(Digests.sha256().digest(json)) + "  " + NAME + "\n";
            if (!expected.equals(new String(digest, StandardCharsets.ISO_8859_1))) {
                throw Failures.damaged("The manifest " + file + " is damaged: its SHA-256 is not the one in " + DIGEST_NAME + ".");
            }
            JsonNode tree = Json.mapper().readTree(json);
            int version = tree.path("formatVersion").asInt();
            if (version < 1 || version > Manifest.FORMAT_VERSION) {
                throw Failures.damaged("The manifest " + file + " has format version " + version + ", this plugin reads up to "
                        + Manifest.FORMAT_VERSION + ". Use a newer version of the plugin.");
            }
            Manifest manifest = Json.mapper().treeToValue(tree, Manifest.class);
            if (!manifest.name().value().equals(directory.getFileName().toString())) {
                throw Failures.damaged("The manifest " + file + " is that of a backup named " + manifest.name() + ".");
            }
            return manifest;
        } catch (NoSuchFileException e) {
            throw Failures.damaged("The backup " + directory + " is damaged: " + e.getFile() + " is missing.");
        } catch (com.fasterxml.jackson.core.JsonProcessingException | NullPointerException e) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "The manifest " + file + " is no valid one: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.reading(file, e);
        }
    }
}
