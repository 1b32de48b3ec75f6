package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.PathOrder;

/**
 * Reads and writes {@code manifest.json} in a backup's directory, and beside it its digest {@code manifest.sha256} in
 * the format of {@code sha256sum}.
 */
final class ManifestFile {

    static final String NAME = "manifest.json";
    static final String DIGEST_NAME = "manifest.sha256";

    private ManifestFile() {}

    /** Returns the manifest with other values of some properties. */
    static Manifest with(Manifest manifest, Map<String, ?> changed) throws IOException {
        ObjectNode tree = Json.mapper().valueToTree(manifest);
        changed.forEach((property, value) -> tree.set(property, Json.mapper().valueToTree(value)));
        return Json.mapper().treeToValue(tree, Manifest.class);
    }

    static byte[] json(Manifest manifest) throws IOException {
        return Json.pretty().writeValueAsBytes(manifest);
    }

    static void write(Path directory, Manifest manifest) throws IOException {
        in(directory).write(json(manifest));
    }

    static DigestedFile in(Path directory) {
        return new DigestedFile(directory, NAME, DIGEST_NAME);
    }

    /**
     * Reads the manifest of a backup.
     *
     * @throws DamagedException if it is missing, damaged, of a newer format, or belongs to a backup of another name or
     *     repository
     */
    static Manifest read(Path directory, String repositoryId) {
        DigestedFile digested = in(directory);
        return ofRepository(parse(digested.read(), digested.file()), directory, digested.file(), repositoryId);
    }

    /**
     * Does the same as {@link #read} if only {@code manifest.sha256} is missing or damaged. The manifest is then
     * likely, but not certainly, correct.
     */
    static Manifest readWithoutDigest(Path directory, String repositoryId) {
        Path file = in(directory).file();
        try {
            return ofRepository(parse(Files.readAllBytes(file), file), directory, file, repositoryId);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /**
     * Parses a manifest.
     *
     * @param file that the JSON was read from
     * @throws DamagedException if it is not a manifest, is of a newer format, or names a file outside the backup's
     *     directory
     */
    static Manifest parse(byte[] json, Path file) {
        try {
            JsonNode tree = Json.mapper().readTree(json);
            int version = tree.path("formatVersion").asInt();
            if (version < 1 || version > Manifest.FORMAT_VERSION) {
                throw new DamagedException(
                        file,
                        "it has format version " + version + ", this plugin reads up to " + Manifest.FORMAT_VERSION
                                + ". Use a newer version of the plugin");
            }
            Manifest manifest = Json.mapper().treeToValue(tree, Manifest.class);
            for (String path : manifest.digests().keySet()) {
                if (!PathOrder.isInside(path)) {
                    throw new DamagedException(file, "it names a file outside the backup, " + path);
                }
            }
            return manifest;
        } catch (JsonProcessingException | NullPointerException e) {
            throw DamagedException.because(file, "it is not a valid manifest (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    private static Manifest ofRepository(Manifest manifest, Path directory, Path file, String repositoryId) {
        if (!manifest.name().value().equals(directory.getFileName().toString())) {
            throw new DamagedException(file, "it belongs to a backup named " + manifest.name());
        }
        if (!manifest.repositoryId().equals(repositoryId)) {
            throw new DamagedException(
                    file,
                    "it is a backup of another repository, with the id " + manifest.repositoryId() + "; this one has "
                            + repositoryId + ", and does not hold its contents. Move " + directory
                            + " back to where it was copied from");
        }
        return manifest;
    }
}
