package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks the artifacts that documents and deployment set-up files name. */
final class Artifacts {
    private Artifacts() {}

    /**
     * What is wrong with the file that the object names by {@code artifactRef}; empty if nothing is, or A4C does not
     * keep that artifact.
     */
    static String problem(Path alien, JsonNode artifact) {
        if (!artifact.path("artifactRepository").asText().equals("alien_repository")) {
            return "";
        }
        Path file =
                alien.resolve("artifacts").resolve(artifact.path("artifactRef").asText());
        if (!Files.isRegularFile(file)) {
            return file + " is missing";
        }
        long number = number(artifact);
        try {
            return number < 0
                            || Files.readString(file).equals(Numbered.lines(number, 1000 + (int) (number % 10) * 5000))
                    ? ""
                    : file + " is not the whole of version " + number;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The version that its name tells; -1 if no writer made it. */
    static long number(JsonNode artifact) {
        return Numbered.numberIn(artifact.path("artifactName").asText());
    }
}
