package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/** Whether a backup has a definition and a list of documents for each of its indices, and as many documents as its manifest says. */
final class DocumentsCheck {

    private static final ObjectReader LINES = Json.mapper().readerFor(DocumentDigest.class);
    private static final Comparator<DocumentDigest> ORDER = Comparator.comparing(DocumentDigest::id)
            .thenComparing(DocumentDigest::routing, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final Path directory;
    private final Findings findings;
    private final Progress progress;

    DocumentsCheck(Path directory, Findings findings, Progress progress) {
        this.directory = directory;
        this.findings = findings;
        this.progress = progress;
    }

    void run(Manifest manifest) {
        long documents = 0;
        for (IndexEntry index : manifest.indices()) {
            documents += index.documents();
            Path list = file(manifest, "documents/" + index.name() + ".gz", index);
            if (list != null) {
                checkList(list, index);
            }
            Path definition = file(manifest, "indices/" + index.name() + ".json", index);
            if (definition != null) {
                checkDefinition(definition, index);
            }
        }
        if (documents != manifest.documents()) {
            findings.add(directory.resolve(ManifestFile.NAME), Problem.DAMAGED, String.format(Locale.ROOT,
                    "its indices have %,d documents, its total is %,d", documents, manifest.documents()), true);
        }
    }

    /** @return null if it is not there, which whoever compares the digests says, or if the manifest does not name it */
    private Path file(Manifest manifest, String path, IndexEntry index) {
        if (!manifest.digests().containsKey(path)) {
            findings.add(directory.resolve(ManifestFile.NAME), Problem.DAMAGED, "it names no " + path + " for the index " + index.name(), true);
            return null;
        }
        Path file = directory.resolve(path);
        return Files.exists(file) ? file : null;
    }

    private void checkList(Path list, IndexEntry index) {
        long count = 0;
        DocumentDigest previous = null;
        try (BufferedReader in = new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(list), 1 << 16),
                StandardCharsets.UTF_8), 1 << 16)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.isEmpty()) {
                    continue;
                }
                DocumentDigest document = LINES.readValue(line);
                if (previous != null && ORDER.compare(previous, document) >= 0) {
                    wrong(list, "document " + document.id() + " is not in order", index);
                }
                previous = document;
                count++;
                progress.checkCancelled();
            }
        } catch (IOException e) {
            wrong(list, "it cannot be read to its end (" + e + ")", index);
            return;
        }
        if (count != index.documents()) {
            wrong(list, String.format(Locale.ROOT, "it has %,d documents, the manifest says %,d", count, index.documents()), index);
        }
    }

    private void checkDefinition(Path definition, IndexEntry index) {
        try {
            JsonNode tree = Json.mapper().readTree(Files.readAllBytes(definition));
            if (tree == null || !tree.path("mapping").isObject() || !tree.path("settings").isObject()) {
                wrong(definition, "it has no mapping or no settings", index);
            }
        } catch (IOException e) {
            wrong(definition, "it cannot be read (" + e + ")", index);
        }
    }

    private void wrong(Path file, String reason, IndexEntry index) {
        findings.add(file, Problem.DAMAGED, reason + "; the index " + index.name() + " cannot be restored", true);
    }
}
