package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.elasticsearch.BackedUpDocuments;
import org.alien4cloud.plugin.backup.elasticsearch.BackedUpIndices;
import org.alien4cloud.plugin.backup.elasticsearch.BackupSource;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentComparison;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentPlan;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
import org.alien4cloud.plugin.backup.elasticsearch.NewestDocuments;
import org.alien4cloud.plugin.backup.elasticsearch.RecreatedIndices;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.platform.PluginFootprint;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.elasticsearch.client.Client;
import org.elasticsearch.search.SearchHit;

/** What differs between a backup and the server, documents and files, without what belongs to this very plugin. */
final class RestorePlan {

    private static final int MOST_PLUGINS = 10_000;
    private static final String PLUGIN_INDEX = "plugin";

    private final Manifest manifest;
    private final BackupRepository repository;
    private final Client elasticsearch;
    private final FilePlan files;
    private final DocumentPlan documents;
    private final RecreatedIndices renewed;
    private final IndexEngine engine;
    private final Progress progress;
    private final PluginFootprint own;
    private final BackedUpIndices indices;
    private final BackupSource backup;
    private final Path workDirectory;
    private final boolean full;
    private final long filesKnownAt;
    private final long planningMillis;

    /** Compares and stages; Alien4Cloud serves meanwhile. */
    RestorePlan(
            BackupContext context,
            RestoreInProgress work,
            Manifest manifest,
            RestoreRequest request,
            BackedUpDocuments stored,
            Progress progress) {
        long begin = System.nanoTime();
        this.manifest = manifest;
        this.repository = context.repository();
        this.elasticsearch = context.platform().elasticsearch();
        this.progress = progress;
        this.own = context.platform().footprint();
        this.engine = context.engineOf(manifest);
        this.workDirectory = work.directory();
        this.full = request.full();
        DataTree tree = request.scope().narrow(context.restorableTree(manifest));
        this.indices =
                new BackedUpIndices(elasticsearch, manifest, directory(), request.full(), context.temporaryPrefix());
        this.backup = new BackupSource(indices, stored, own::isDocument);
        List<String> names = new ArrayList<>(request.scope().indices(manifest));
        this.renewed = context.platform().isStopped()
                ? RecreatedIndices.compute(work.directory(), elasticsearch, indices, names)
                : RecreatedIndices.none(work.directory(), elasticsearch);
        names.removeAll(renewed.names());
        this.documents = DocumentPlan.compute(work.directory(), elasticsearch, backup, names, progress);
        this.filesKnownAt = context.lineage().filesKnownAt(manifest, request.full(), progress);
        try (EntryReader entries = repository.catalog().files(manifest.name())) {
            this.files =
                    FilePlan.compute(work.places(tree), entries, filesKnownAt, repository.contents()::open, progress);
        }
        this.planningMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    /** Of the backup. */
    Path directory() {
        return repository.catalog().directoryOf(manifest.name());
    }

    /**
     * Compares again what moved since; Alien4Cloud is at rest.
     *
     * @param filesMoved false if it is known that no file has
     * @return whether other documents may be changed now
     */
    boolean lookAgain(boolean filesMoved) {
        boolean documentsMoved = documents.refresh(backup, progress);
        if (!filesMoved) {
            return documentsMoved;
        }
        try (EntryReader entries = repository.catalog().files(manifest.name())) {
            files.refresh(entries, filesKnownAt, repository.contents()::open, progress);
        }
        return documentsMoved;
    }

    /**
     * Files that are added or replaced, then documents, then files that go: no document is ever without its files.
     *
     * @param progress asked between two steps whether to go on
     */
    void apply(Progress progress) {
        files.applyAdditions();
        progress.checkCancelled();
        documents.apply(progress);
        renewed.apply(engine, manifest, directory(), progress);
        progress.checkCancelled();
        files.applyRemovals();
    }

    /** Keeps the present state of all documents that will change; that of files is kept as they change. */
    void writeUndoLog() {
        documents.writeUndoLog();
        renewed.keep(progress.quiet());
    }

    /** Writes over what others have written since nothing may write; tells how many documents that were. */
    long reapplyOverwritten(Progress progress) {
        return documents.reapplyOverwritten(backup, progress);
    }

    /** Bytes that the undo log may take. */
    long bytesToKeep() {
        return documents.bytes();
    }

    /** For the journal, and the estimate of later restores. */
    Map<String, String> sizes() {
        Map<String, String> sizes = new LinkedHashMap<>();
        sizes.put(RestoreTimeEstimate.OPERATIONS, Long.toString(documents.operations() + files.operations()));
        sizes.put(RestoreTimeEstimate.BYTES, Long.toString(files.bytes()));
        sizes.put(RestoreTimeEstimate.PLANNING_MILLIS, Long.toString(planningMillis));
        return sizes;
    }

    /** For the journal: which plans it speaks of. */
    Map<String, String> digests() {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put(RestoreInProgress.FILES_PLAN, files.digest());
        digests.put(RestoreInProgress.DOCUMENTS_PLAN, documents.digest());
        return digests;
    }

    /** @throws BackupException (CHECK_FAILED) if what was written is not what the backup holds */
    void verify() {
        files.verify();
        documents.verify(manifest);
        if (full) {
            new DocumentComparison(elasticsearch, indices)
                    .requireNoDifference(documents.indices(), workDirectory, own::isDocument, progress.quiet());
        } else {
            new NewestDocuments(elasticsearch, directory(), own::isDocument).verify(documents.untouchedIndices());
        }
        renewed.verify(indices, progress.quiet());
    }

    boolean nothingDiffers() {
        return files.isEmpty() && documents.isEmpty() && renewed.isEmpty();
    }

    String describe() {
        String indices = renewed.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT, "%,d whole indices, ", renewed.names().size());
        return indices
                + String.format(
                        Locale.ROOT,
                        "%,d documents (%,d bytes) and %,d files or directories (%,d bytes)",
                        documents.operations(),
                        documents.bytes(),
                        files.operations(),
                        files.bytes());
    }

    FilePlan files() {
        return files;
    }

    RecreatedIndices renewed() {
        return renewed;
    }

    DocumentPlan documents() {
        return documents;
    }

    /** The plugins that are enabled in the documents as they now are: {@code id:version}, separated by commas. */
    String enabledPlugins() {
        ObjectMapper json = new ObjectMapper();
        Set<String> enabled = new TreeSet<>();
        if (!new IndexInspector(elasticsearch).inspect(PLUGIN_INDEX).exists()) {
            return "";
        }
        for (SearchHit hit : elasticsearch
                .prepareSearch(PLUGIN_INDEX)
                .setSize(MOST_PLUGINS)
                .get()
                .getHits()) {
            try {
                JsonNode plugin = json.readTree(hit.getSourceAsString());
                if (plugin.path("enabled").asBoolean()) {
                    enabled.add(hit.getId() + ":"
                            + plugin.path("descriptor").path("version").asText());
                }
            } catch (IOException e) {
                throw new BackupException(
                        Kind.CHECK_FAILED,
                        "The document of plugin " + hit.getId() + " is no JSON: " + e.getMessage(),
                        e);
            }
        }
        return String.join(",", enabled);
    }
}
