package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Checks that a backup has a definition and a list of documents for each of its indices, and as many documents as its
 * manifest says. If the documents themselves are in its directory, they are compared with the list.
 */
final class DocumentsCheck {

    private static final ObjectReader LINES = Json.mapper().readerFor(DocumentDigest.class);
    private static final Comparator<DocumentDigest> ORDER = Comparator.comparing(DocumentDigest::id)
            .thenComparing(DocumentDigest::routing, Comparator.nullsFirst(Comparator.naturalOrder()));
    /** The name in manifests of the engine that keeps documents in the backup's directory. */
    static final String EXPORT = "export";

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
        boolean exported = EXPORT.equals(manifest.engine());
        if (exported) {
            manifest.indices()
                    .forEach(index -> progress.expect(
                            directory.resolve(exportOf(index)).toFile().length()));
        }
        for (IndexEntry index : manifest.indices()) {
            documents += index.documents();
            Path list = file(manifest, "documents/" + index.name() + ".gz", index);
            MultisetHash sums = new MultisetHash();
            boolean listed = list != null && checkList(list, index, sums);
            if (exported) {
                Path export = file(manifest, exportOf(index), index);
                if (export != null) {
                    checkExport(export, listed ? list : null, index, sums);
                }
            }
            Path definition = file(manifest, "indices/" + index.name() + ".json", index);
            if (definition != null) {
                checkDefinition(definition, index);
            }
        }
        if (documents != manifest.documents()) {
            findings.add(
                    directory.resolve(ManifestFile.NAME),
                    Problem.DAMAGED,
                    String.format(
                            Locale.ROOT,
                            "its indices have %,d documents, its total is %,d",
                            documents,
                            manifest.documents()),
                    true);
        }
    }

    private static String exportOf(IndexEntry index) {
        return "indices/" + index.name() + ".ndjson.gz";
    }

    /**
     * Returns a file of the backup.
     *
     * @return null if it is missing, which the digest check reports, or if the manifest does not name it
     */
    private Path file(Manifest manifest, String path, IndexEntry index) {
        if (!manifest.digests().containsKey(path)) {
            findings.add(
                    directory.resolve(ManifestFile.NAME),
                    Problem.DAMAGED,
                    "it names no " + path + " for the index " + index.name(),
                    true);
            return null;
        }
        Path file = directory.resolve(path);
        return Files.exists(file) ? file : null;
    }

    /**
     * Checks a list of documents.
     *
     * @return whether it could be read to its end
     */
    private boolean checkList(Path list, IndexEntry index, MultisetHash sums) {
        try {
            long count = readList(list, index, sums, true);
            if (count != index.documents()) {
                wrong(
                        list,
                        String.format(
                                Locale.ROOT, "it has %,d documents, the manifest says %,d", count, index.documents()),
                        index);
            }
            return true;
        } catch (IOException e) {
            unreadable(list, e, "it cannot be read to its end", index);
            return false;
        }
    }

    private long readList(Path list, IndexEntry index, MultisetHash sums, boolean checkOrder) throws IOException {
        long count = 0;
        DocumentDigest previous = null;
        try (BoundedLineReader in = new BoundedLineReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(list), 1 << 16), StandardCharsets.UTF_8))) {
            for (String line = in.next(); line != null; line = in.next()) {
                if (line.isEmpty()) {
                    continue;
                }
                DocumentDigest document = LINES.readValue(line);
                if (checkOrder && previous != null && ORDER.compare(previous, document) >= 0) {
                    wrong(list, "document " + document.id() + " is not in order", index);
                }
                previous = document;
                sums.add(document.id(), document.routing(), -1);
                count++;
                progress.checkCancelled();
            }
        }
        return count;
    }

    /**
     * Compares exported documents with their list.
     *
     * @param list added to the sums before; null if it cannot be read
     */
    private void checkExport(Path export, Path list, IndexEntry index, MultisetHash sums) {
        try {
            long count = new ExportFormatCheck(export, progress).read((id, routing) -> sums.add(id, routing, 1));
            if (list != null && !sums.isZero()) {
                new ExportFormatCheck(export, progress.quiet()).read((id, routing) -> sums.add(id, routing, 1));
                readList(list, index, sums, false);
                wrong(export, sums.difference() + " " + list.getFileName(), index);
            } else if (count != index.documents()) {
                wrong(
                        export,
                        String.format(
                                Locale.ROOT, "it has %,d documents, the manifest says %,d", count, index.documents()),
                        index);
            }
        } catch (IOException e) {
            unreadable(export, e, "it cannot be read to its end", index);
        }
    }

    private void checkDefinition(Path definition, IndexEntry index) {
        try {
            JsonNode tree = Json.mapper().readTree(Files.readAllBytes(definition));
            if (tree == null
                    || !tree.path("mapping").isObject()
                    || !tree.path("settings").isObject()) {
                wrong(definition, "it has no mapping or no settings", index);
            }
        } catch (IOException e) {
            unreadable(definition, e, "it cannot be read", index);
        }
    }

    private void unreadable(Path file, IOException failure, String reason, IndexEntry index) {
        if (DiskFailures.isRefused(failure)) {
            findings.refused(file);
        } else {
            wrong(file, reason + " (" + failure + ")", index);
        }
    }

    private void wrong(Path file, String reason, IndexEntry index) {
        findings.add(file, Problem.DAMAGED, reason + "; the index " + index.name() + " cannot be restored", true);
    }
}
