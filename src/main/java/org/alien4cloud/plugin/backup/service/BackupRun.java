package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.files.CaptureResult;
import org.alien4cloud.plugin.backup.files.ContentSink;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.FileCapture;
import org.alien4cloud.plugin.backup.index.CapturedIndices;
import org.alien4cloud.plugin.backup.index.DocumentVisitor;
import org.alien4cloud.plugin.backup.index.IndexCapture;
import org.alien4cloud.plugin.backup.index.IndexEngine;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.alien4cloud.plugin.backup.repository.EntryWriter;

/** One backup, from the first look at the server to the name that makes it exist. */
public class BackupRun {

    private final Workspace workspace;

    public BackupRun(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Makes a backup while Alien4Cloud serves.
     *
     * @param request with a name
     * @param phases told when a phase begins
     * @throws BackupException if it fails; nothing of it is left then
     */
    Manifest run(CreateBackup request, Trigger trigger, String user, Progress progress, Consumer<Phase> phases) {
        BackupRepository repository = workspace.repository();
        try (BackupDraft draft = repository.catalog().begin(request.name()); ContentWriter contents = repository.contents().begin()) {
            try {
                Manifest manifest = make(draft, contents, request, trigger, user, progress, phases);
                progress.log(String.format("Backup %s: %,d files (%,d bytes, %,d of them new), %,d documents in %d indices.", manifest.name(),
                        manifest.files(), manifest.bytes(), manifest.addedBytes(), manifest.documents(), manifest.indices().size()));
                return manifest;
            } catch (RuntimeException | Error e) {
                discard(draft, e);
                throw e;
            }
        }
    }

    private Manifest make(BackupDraft draft, ContentWriter contents, CreateBackup request, Trigger trigger, String user, Progress progress,
            Consumer<Phase> phases) {
        long startedAt = System.currentTimeMillis();
        AlienPlatform platform = workspace.platform();
        BackupRepository repository = workspace.repository();
        DataTree tree = workspace.dataTree();
        IndexEngine engine = workspace.engine();

        phases.accept(Phase.FILES);
        Path firstLook = draft.directory().resolve("first-look.jsonl.gz");
        CaptureResult first = captureFiles(tree, contents, previous(repository, request, progress), firstLook, request.full(), progress);
        phases.accept(Phase.INDICES);
        IndexCapture documents = engine.begin(request.name(), platform.ownedIndices(), draft.directory());
        documents.take(progress);
        CapturedIndices indices = documents.finish(DocumentVisitor.NONE, progress);
        phases.accept(Phase.COMMITTING);
        // what was written meanwhile: Alien4Cloud writes a document before the files that belong to it
        CaptureResult files = captureFiles(tree, contents, new Previous(firstLook, first.scanStartedAt()), draft.filesList(), false, Progress.NONE);
        delete(firstLook);
        if (!files.unstable().isEmpty()) {
            progress.log("Files that kept changing while they were read: " + files.unstable());
        }
        contents.finish();
        return draft.commit(Manifest.builder().name(request.name()).repositoryId(repository.repositoryId()).startedAt(startedAt)
                .endedAt(System.currentTimeMillis()).trigger(trigger).user(user).description(request.description())
                .versions(platform.versions()).clusterName(platform.clusterName()).clusterUuid(repository.clusterUuid())
                .dataDirectory(platform.dataDirectory().toString())
                .pluginDirectories(new ArrayList<>(platform.ownParts().directories())).engine(engine.name())
                .engineData(indices.engineData()).directories(files.directories()).indices(indices.indices()).files(files.files())
                .bytes(files.bytes()).addedBytes(contents.addedBytes()).documents(indices.documents()).build());
    }

    /** Does nothing where the backup has its name, and only the last sync failed: then its directory is not the draft's any more. */
    private void discard(BackupDraft draft, Throwable cause) {
        try {
            workspace.engine().discard(draft.directory());
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private CaptureResult captureFiles(DataTree tree, ContentWriter contents, Previous previous, Path list, boolean full, Progress progress) {
        try (EntryWriter entries = new EntryWriter(list); EntryReader known = previous.open()) {
            Iterator<FileEntry> before = known == null ? Collections.emptyIterator() : known;
            return new FileCapture(tree, sink(contents), progress).capture(before, previous.scanStartedAt, full, entries::add);
        }
    }

    private static ContentSink sink(ContentWriter contents) {
        return new ContentSink() {
            @Override
            public String store(InputStream in, long size) throws IOException {
                return contents.store(in, size);
            }

            @Override
            public boolean contains(String sha256) {
                return contents.contains(sha256);
            }
        };
    }

    /** The newest backup: what it has read need not be read again if it has not changed. */
    private static Previous previous(BackupRepository repository, CreateBackup request, Progress progress) {
        if (request.full()) {
            return Previous.NONE;
        }
        Optional<Manifest> newest = repository.catalog().list().stream().findFirst();
        if (!newest.isPresent()) {
            return Previous.NONE;
        }
        try {
            repository.catalog().check(newest.get());
        } catch (BackupException e) {
            progress.log(e.getMessage() + " All files are read again.");
            return Previous.NONE;
        }
        return new Previous(repository.catalog().directoryOf(newest.get().name()).resolve(BackupDraft.FILES), newest.get().startedAt());
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot remove " + file + ": " + e, e);
        }
    }

    /** A list of files that an earlier scan has made, and when that scan began; no list at all for the first backup. */
    private static final class Previous {
        private static final Previous NONE = new Previous(null, 0);

        private final Path list;
        private final long scanStartedAt;

        Previous(Path list, long scanStartedAt) {
            this.list = list;
            this.scanStartedAt = scanStartedAt;
        }

        EntryReader open() {
            return list == null ? null : new EntryReader(list);
        }
    }
}
