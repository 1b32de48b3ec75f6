package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.io.Digests;

/** Changes the files of a backup, and makes its digests match again. */
public final class Forgery {

    private Forgery() {}

    /**
     * Replaces a file of a backup, or removes it, and makes the manifest fit.
     *
     * @param directory of the backup
     * @param content null to remove it
     */
    public static void of(Path directory, String path, byte[] content) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode manifest = (ObjectNode) mapper.readTree(Files.readAllBytes(directory.resolve("manifest.json")));
        if (content == null) {
            ((ObjectNode) manifest.get("digests")).remove(path);
            Files.delete(directory.resolve(path));
        } else {
            Files.write(directory.resolve(path), content);
            ((ObjectNode) manifest.get("digests"))
                    .put(path, Digests.hex(Digests.sha256().digest(content)));
        }
        byte[] forged = mapper.writeValueAsBytes(manifest);
        Files.write(directory.resolve("manifest.json"), forged);
        Files.writeString(
                directory.resolve("manifest.sha256"),
                Digests.hex(Digests.sha256().digest(forged)) + "  manifest.json\n");
    }
}
