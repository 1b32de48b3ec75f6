package org.alien4cloud.plugin.backup.service.capture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.PreviousCapture;
import org.alien4cloud.plugin.backup.files.TreeScanner;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupCatalog;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.EngineSelector;
import org.alien4cloud.plugin.backup.service.restore.Recovery;
import org.alien4cloud.plugin.backup.service.verify.SnapshotFileDigests;

/** Makes one backup, from the first checks to the commit that gives it its name. */
public class BackupJob {

    private final BackupContext context;

    public BackupJob(BackupContext context) {
        this.context = context;
    }

    /**
     * Makes a backup while Alien4Cloud serves its users.
     *
     * @param request with a name
     * @param phases called when a phase begins
     * @throws BackupException if it fails. Its files are removed then, or left for {@link Recovery} to remove.
     */
    public Manifest run(
            CreateBackupRequest request, BackupOrigin trigger, String user, Progress progress, Consumer<Phase> phases) {
        BackupRepository repository = context.repository();
        context.properties().problems().forEach(progress::log);
        try (BackupDraft draft = repository.catalog().begin(request.name(), progress);
                ContentWriter contents = repository.contents().begin()) {
            try {
                Manifest manifest = make(draft, contents, request, trigger, user, progress, phases);
                progress.log(String.format(
                        Locale.ROOT,
                        "Backup %s: %,d files (%s, %s of them new), %,d documents in %d indices.",
                        manifest.name(),
                        manifest.files(),
                        ByteSize.of(manifest.bytes()),
                        ByteSize.of(manifest.addedBytes()),
                        manifest.documents(),
                        manifest.indices().size()));
                return manifest;
            } catch (RuntimeException | Error e) {
                discard(draft, progress, e);
                throw e;
            }
        }
    }

    private Manifest make(
            BackupDraft draft,
            ContentWriter contents,
            CreateBackupRequest request,
            BackupOrigin trigger,
            String user,
            Progress progress,
            Consumer<Phase> phases) {
        long startedAt = System.currentTimeMillis();
        AlienPlatform platform = context.platform();
        Optional<Manifest> previous = previous(request, progress);
        EngineSelector.Choice choice = context.engines().choose(request.engine(context.properties()), progress);
        IndexEngine engine = choice.engine();
        progress.log("Index engine: " + engine.name() + ", since " + choice.reason());
        ConsistentCapture capture = new ConsistentCapture(
                context,
                engine,
                draft,
                contents,
                request,
                previous.map(this::previousCapture).orElse(PreviousCapture.NONE),
                progress);
        capture.run(previous.map(this::previousFiles).orElse(PreviousFiles.NONE), phases);
        CapturedIndices indices = capture.describe();
        new SnapshotFileDigests(context, progress)
                .digest(engine, indices.engineData(), draft.directory(), request.full());
        phases.accept(Phase.COMMITTING);
        contents.finish();
        CaptureResult files = capture.files();
        progress.checkCancelled();
        progress.requireLock();
        String mark = context.lineage()
                .mark(indices.indices().stream().map(IndexEntry::name).collect(Collectors.toList()), progress);
        return draft.commit(CaptureManifest.begin(context, startedAt, files, indices, contents)
                .name(request.name())
                .trigger(trigger)
                .user(user)
                .description(request.description())
                .consistency(request.consistency())
                .warnings(capture.warnings())
                .lineage(mark)
                .configuration(new ConfigurationFileBackup(platform, progress).copy(draft.directory()))
                .pluginDirectories(new ArrayList<>(platform.footprint().directories()))
                .engine(engine.name())
                .engineData(indices.engineData())
                .build());
    }

    /**
     * Removes the snapshots of a failed backup. Nothing happens if the backup already has its name and only the last
     * sync failed: then its directory is no longer that of the draft. The directory must stay if the snapshots cannot
     * be removed, since only it has their names. If the lock is lost, its new owner removes everything.
     */
    private void discard(BackupDraft draft, Progress progress, Throwable cause) {
        try {
            progress.requireLock();
            context.discardCaptures(draft.directory());
        } catch (RuntimeException e) {
            draft.leave();
            progress.log("The unfinished backup could not be removed; this is retried at the next start of the plugin. "
                    + e.getMessage());
            cause.addSuppressed(e);
        }
    }

    /**
     * Returns the newest backup, whose unchanged files and documents need not be read again; empty to read everything.
     */
    private Optional<Manifest> previous(CreateBackupRequest request, Progress progress) {
        BackupCatalog catalog = context.repository().catalog();
        Optional<Manifest> newest = context.history().madeHere().stream().findFirst();
        if (!newest.isPresent()) {
            long bytes = new TreeScanner(progress.quiet()).bytes(context.dataTree());
            context.repository().requireSpace(bytes);
            progress.expect(bytes);
            return newest;
        }
        progress.expect(newest.get().bytes());
        try {
            catalog.check(newest.get());
        } catch (BackupException e) {
            progress.log(e.getMessage() + " All files and documents are read again.");
            return Optional.empty();
        }
        if (request.full()) {
            return Optional.empty();
        }
        Optional<String> doubt = context.lineage().doubt(newest.get());
        doubt.ifPresent(why -> progress.log(why + " All files and documents are read again."));
        return doubt.isPresent() ? Optional.empty() : newest;
    }

    private PreviousFiles previousFiles(Manifest newest) {
        return new PreviousFiles(directoryOf(newest).resolve(BackupDraft.FILES), newest.filesScannedAt());
    }

    private PreviousCapture previousCapture(Manifest newest) {
        return new PreviousCapture(newest, directoryOf(newest));
    }

    private Path directoryOf(Manifest backup) {
        return context.repository().catalog().directoryOf(backup.name());
    }
}
