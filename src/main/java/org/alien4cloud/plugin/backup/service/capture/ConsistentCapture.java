package org.alien4cloud.plugin.backup.service.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentCapture;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentVisitor;
import org.alien4cloud.plugin.backup.elasticsearch.IndexEngine;
import org.alien4cloud.plugin.backup.elasticsearch.IndexState;
import org.alien4cloud.plugin.backup.elasticsearch.PreviousCapture;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;

/**
 * Captures files and documents as one consistent state, while Alien4Cloud may be in use.
 *
 * <p>The first pass scans the files while the documents are captured. It is enough if no file changed shortly before or
 * during its scan, and no document until its end. Otherwise, the files are scanned again. Alien4Cloud writes a document
 * and its files within the settle time. The beginnings of two passes are further apart, so what changed in neither
 * files nor documents between them is consistent.
 *
 * <p>If anything changed that must match something else, the capture is repeated, up to three times; only changes are
 * read. After that, it is repeated in maintenance mode for a few seconds. Warnings of the backup name what changed even
 * then.
 *
 * <p>A frozen backup does the same in maintenance mode for everything, and fails if the changes do not stop.
 */
final class ConsistentCapture {

    private static final int ROUNDS = 3;

    private final BackupContext context;
    private final AlienPlatform platform;
    private final BackupDraft draft;
    private final ContentWriter contents;
    private final CreateBackupRequest request;
    private final Progress progress;
    private final PreviousCapture previousBackup;
    private final DocumentCapture documents;
    private final CapturePassComparison detection;
    private final MissingFilesCheck missingFiles;
    private final Inventory inventory = new Inventory();
    private final CaptureWarnings warnings;
    private int passes;
    private CapturePass previous;
    private CapturePass current;

    ConsistentCapture(
            BackupContext context,
            IndexEngine engine,
            BackupDraft draft,
            ContentWriter contents,
            CreateBackupRequest request,
            PreviousCapture previousBackup,
            Progress progress) {
        this.context = context;
        this.platform = context.platform();
        this.draft = draft;
        this.contents = contents;
        this.request = request;
        this.progress = progress;
        List<String> indices = platform.ownedIndices();
        this.previousBackup = previousBackup;
        this.detection = new CapturePassComparison(platform.layout(), indices);
        this.missingFiles = new MissingFilesCheck(platform.layout());
        this.warnings = new CaptureWarnings(progress);
        this.documents = engine.begin(
                request.name(),
                indices,
                draft.directory(),
                previousBackup,
                DocumentVisitor.both(missingFiles, inventory));
    }

    /**
     * Captures everything, the documents while the files are scanned. The draft then lacks only the manifest.
     *
     * @param earlier list of files of the previous backup; unchanged files in it are not read again
     * @param phases called when a phase begins
     * @throws BackupException (PRECONDITION) if a frozen backup is wanted and the changes do not stop, or what a scan
     *     or a capture of documents fails with
     */
    void run(PreviousFiles earlier, Consumer<Phase> phases) {
        phases.accept(Phase.FILES);
        Map<String, IndexState> states = documents.sampleStates();
        try (ParallelStep capture = new ParallelStep("documents", progress, documents::take);
                ParallelStep reading = new ParallelStep(
                        "digests", capture.callerProgress(), stepProgress -> documents.read(states, stepProgress))) {
            current = scan(states, earlier, request.full(), reading.callerProgress());
            phases.accept(Phase.INDICES);
            capture.await();
            reading.await();
        }
        if (request.consistency() == Consistency.FROZEN) {
            captureFrozen();
        } else if (!isOnePassEnough(earlier)) {
            captureLive();
        }
    }

    /**
     * Tells whether the first pass alone is consistent. No file was written from the settle time before the pass until
     * its turn, and no document from the previous backup until now; that backup is older than the settle time.
     *
     * <p>A write that began during the pass is harmless. It either wrote its document first, which is noticed here, or
     * left a file without a document.
     */
    private boolean isOnePassEnough(PreviousFiles earlier) {
        Duration settle = context.properties().consistency().settleTime();
        return current.wasQuietFor(settle)
                && current.files().scanStartedAt() - earlier.scanStartedAt() >= settle.toMillis()
                && previousBackup.isOf(current.states(CapturePassComparison.PAIRED_INDICES))
                && detection
                        .changedPairedIndices(current, current.repeated(documents.sampleStates()))
                        .isEmpty();
    }

    private void captureLive() {
        Set<String> changed = Collections.emptySet();
        for (int round = 1; round <= ROUNDS; round++) {
            if (round > 1) {
                documents.take(progress);
            }
            changed = changesAfterSettling(detection::changedItems);
            if (changed.isEmpty()) {
                return;
            }
            progress.log("Changed during the capture, round " + round + ": " + CaptureWarnings.some(changed) + ".");
        }
        ConsistencyProperties properties = context.properties().consistency();
        if (properties.escalate() && !platform.isStopped()) {
            changed = captureInMaintenance(properties.escalationLimit(), detection::changedItems);
        }
        if (!changed.isEmpty()) {
            warnings.add("Kept changing during the backup, so documents and files may not match: "
                    + CaptureWarnings.some(changed) + ".");
        }
    }

    private void captureFrozen() {
        // most was captured while users worked, so little is left to capture in maintenance mode
        Duration limit = context.properties().consistency().frozenLimit();
        Set<String> changed = captureInMaintenance(limit, detection::allChanges);
        if (!changed.isEmpty()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "No consistent state was found: data still changed after " + limit.getSeconds()
                            + " s of maintenance mode. Still changing: " + CaptureWarnings.some(changed)
                            + ". Use the consistency 'live', stop what writes, or raise backup.consistency.frozen-seconds.");
        }
    }

    private Set<String> captureInMaintenance(
            Duration limit, BiFunction<CapturePass, CapturePass, Set<String>> changes) {
        if (platform.isStopped()) {
            return captureStopped(limit, changes);
        }
        Set<String> changed;
        try (TimedMaintenance maintenance = TimedMaintenance.open(
                platform.maintenance(),
                limit,
                "The backup " + request.name() + " is being made. This takes some seconds.",
                progress)) {
            // requests that had already begun may still write: scan first, so that these writes are not counted as new
            rescan();
            deletePrevious();
            do {
                documents.take(progress);
                changed = changesAfterSettling(changes);
            } while (!changed.isEmpty() && maintenance.isOpen());
        }
        return changed;
    }

    /** Captures while Alien4Cloud is stopped, which needs no maintenance mode. */
    private Set<String> captureStopped(Duration limit, BiFunction<CapturePass, CapturePass, Set<String>> changes) {
        platform.requireAtRest();
        long deadline = System.nanoTime() + limit.toNanos();
        Set<String> changed;
        do {
            documents.take(progress);
            changed = changesAfterSettling(changes);
        } while (!changed.isEmpty() && System.nanoTime() < deadline);
        return changed;
    }

    /** Scans again, and returns the changes since the pass before, which began before the documents were captured. */
    private Set<String> changesAfterSettling(BiFunction<CapturePass, CapturePass, Set<String>> changes) {
        awaitSettled();
        rescan();
        Set<String> changed = changes.apply(previous, current);
        deletePrevious();
        return changed;
    }

    private void awaitSettled() {
        long left = context.properties().consistency().settleTime().toNanos() - (System.nanoTime() - current.beganAt());
        if (left > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupException(
                        Kind.PRECONDITION, "The backup was interrupted while it waited for changes to stop.", e);
            }
        }
        progress.checkCancelled();
    }

    private void rescan() {
        Map<String, IndexState> states = documents.sampleStates();
        CapturePass repeated = current.repeated(states);
        CapturePass next = repeated.isUnchanged(progress.quiet())
                ? repeated
                : scan(states, current.asPrevious(), false, progress.quiet());
        previous = current;
        current = next;
    }

    private void deletePrevious() {
        previous.deleteIfReplacedBy(current);
    }

    /** Completes the lists of the backup, and checks that the files that its documents need are there. */
    CapturedIndices describe() {
        CapturedIndices captured = documents.finish(progress);
        inventory.write(draft.directory().resolve(Inventory.FILE));
        try {
            Files.move(current.list(), draft.filesList(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot rename " + current.list() + ": " + e, e);
        }
        warnings.addLinks(context.dataTree().linkedDirectories());
        warnings.addUnstable(current.files().unstable());
        try (FileEntryReader entries = new FileEntryReader(draft.filesList())) {
            warnings.addMissing(missingFiles.missing(entries));
        }
        return captured;
    }

    /** Returns the result of the last pass. */
    CaptureResult files() {
        return current.files();
    }

    /** Returns the sentences that tell administrators of possible gaps in this backup. */
    List<String> warnings() {
        return warnings.sentences();
    }

    private CapturePass scan(Map<String, IndexState> states, PreviousFiles known, boolean full, Progress scanProgress) {
        return CapturePass.run(
                context.dataTree(),
                states,
                draft.directory().resolve("look-" + ++passes + ".jsonl.gz"),
                known,
                full,
                contents,
                scanProgress);
    }
}
