package org.alien4cloud.plugin.backup.service.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentVisitor;
import org.alien4cloud.plugin.backup.elasticsearch.IndexCapture;
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
import org.alien4cloud.plugin.backup.platform.DataLayout;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.EntryReader;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.ConsistencyProperties;

/**
 * Captures files and documents so that they agree, while Alien4Cloud may be in use.
 *
 * <p>Files are looked at while documents are taken. Where nothing can have been under way then, for all stood still
 * before and the documents stand still after, that is enough; else files are looked at again. What was written to
 * neither the files nor the documents from before the first look to the second is of one moment, since Alien4Cloud
 * writes a document and its files within less time than lies between the beginnings of the looks. If anything has moved
 * that must agree with something else, documents are taken and files looked at again, up to three times (only what
 * changed is read); then in maintenance mode, for a few seconds and as often as they allow. What moves even then is
 * named in the backup.
 *
 * <p>A frozen backup does the same in maintenance mode for everything, and fails if it does not come to rest.
 */
final class ConsistentCapture {

    /** Indices whose documents stand for files. */
    private static final Set<String> PAIRED_INDICES = Collections.unmodifiableSet(new HashSet<>(Arrays.asList(
            "csar",
            "topology",
            "nodetype",
            "artifacttype",
            "capabilitytype",
            "relationshiptype",
            "datatype",
            "policytype",
            "plugin",
            "imagedata")));

    private static final String AUDIT_TRAIL = "audittrace";
    private static final int ROUNDS = 3;
    private static final int NAMED = 20;

    private final BackupContext context;
    private final AlienPlatform platform;
    private final BackupDraft draft;
    private final ContentWriter contents;
    private final CreateBackupRequest request;
    private final Progress progress;
    private final List<String> indices;
    private final PreviousCapture previous;
    private final IndexCapture documents;
    private final MissingFilesCheck missingFiles;
    private final Inventory inventory = new Inventory();
    private final List<String> warnings = new ArrayList<>();
    private int looks;
    private CapturePass pass;

    ConsistentCapture(
            BackupContext context,
            IndexEngine engine,
            BackupDraft draft,
            ContentWriter contents,
            CreateBackupRequest request,
            PreviousCapture previous,
            Progress progress) {
        this.context = context;
        this.platform = context.platform();
        this.draft = draft;
        this.contents = contents;
        this.request = request;
        this.progress = progress;
        this.indices = platform.ownedIndices();
        this.previous = previous;
        this.missingFiles = new MissingFilesCheck(platform.layout());
        this.documents = engine.begin(
                request.name(), indices, draft.directory(), previous, DocumentVisitor.both(missingFiles, inventory));
    }

    /**
     * Captures everything; the draft then has all of its files but the manifest. Documents are taken while the files
     * are looked at.
     *
     * @param earlier list of files of the earlier backup; what it knows is not read again
     * @param phases told when a phase begins
     * @throws BackupException (PRECONDITION) if it shall be frozen and does not come to rest, or for what a look or a
     *     capture fails with
     */
    void run(PreviousFiles earlier, Consumer<Phase> phases) {
        phases.accept(Phase.FILES);
        Map<String, IndexState> states = documents.sampleStates();
        try (ParallelStep taking = new ParallelStep("documents", progress, documents::take);
                ParallelStep reading =
                        new ParallelStep("digests", taking.progress(), told -> documents.read(states, told))) {
            pass = look(states, earlier, request.full(), reading.progress());
            phases.accept(Phase.INDICES);
            taking.await();
            reading.await();
        }
        if (request.consistency() == Consistency.FROZEN) {
            frozen();
        } else if (!stoodStill(earlier)) {
            live();
        }
    }

    /**
     * Whether what was taken is of the moment when the look began: no file was written since the time to settle before
     * that, nor since then before its turn, no document since the earlier backup, which is longer ago, until now. Who
     * begins to write something that belongs together during the look writes its document first, which is noticed, or a
     * file without a document, which does no harm.
     */
    private boolean stoodStill(PreviousFiles earlier) {
        Duration settle = context.properties().consistency().settleTime();
        return pass.foundAtRest(settle)
                && pass.files().scanStartedAt() - earlier.scanStartedAt() >= settle.toMillis()
                && previous.isOf(pass.states(PAIRED_INDICES))
                && pass.again(documents.sampleStates())
                        .movedIndices(pass, PAIRED_INDICES)
                        .isEmpty();
    }

    private void live() {
        Set<String> moved = Collections.emptySet();
        for (int round = 1; round <= ROUNDS; round++) {
            if (round > 1) {
                documents.take(progress);
            }
            moved = moved(this::movedPieces);
            if (moved.isEmpty()) {
                return;
            }
            progress.log("Changed while it was being captured, round " + round + ": " + some(moved) + ".");
        }
        ConsistencyProperties properties = context.properties().consistency();
        if (properties.escalate() && !platform.isStopped()) {
            moved = inMaintenance(properties.escalationLimit(), this::movedPieces);
        }
        if (!moved.isEmpty()) {
            warn("Changed all the while, so documents and files may be of different moments: " + some(moved) + ".");
        }
    }

    private void frozen() {
        // the bulk was taken while users worked: what is taken once more in maintenance mode is little
        Duration limit = context.properties().consistency().frozenLimit();
        Set<String> moved = inMaintenance(limit, this::movedAnything);
        if (!moved.isEmpty()) {
            throw new BackupException(
                    Kind.PRECONDITION,
                    "The server did not come to rest within " + limit.getSeconds()
                            + " s of maintenance mode, so there is no single point in time to back up. Still changing: "
                            + some(moved)
                            + ". Use the consistency 'live', stop what writes, or raise backup.consistency.frozen-seconds.");
        }
    }

    private Set<String> inMaintenance(Duration limit, Function<CapturePass, Set<String>> movedSince) {
        if (platform.isStopped()) {
            return atRest(limit, movedSince);
        }
        Set<String> moved;
        try (TimedMaintenance window = TimedMaintenance.open(
                platform.maintenance(),
                limit,
                "The backup " + request.name() + " is being made. This takes some seconds.",
                progress)) {
            // requests that were under way may still write: their traces are not to be taken for those of somebody else
            CapturePass before = next();
            before.deleteIfReplacedBy(pass);
            do {
                documents.take(progress);
                moved = moved(movedSince);
            } while (!moved.isEmpty() && window.isOpen());
        }
        return moved;
    }

    /** Nobody needs to be kept out. */
    private Set<String> atRest(Duration limit, Function<CapturePass, Set<String>> movedSince) {
        platform.requireAtRest();
        long deadline = System.nanoTime() + limit.toNanos();
        Set<String> moved;
        do {
            documents.take(progress);
            moved = moved(movedSince);
        } while (!moved.isEmpty() && System.nanoTime() < deadline);
        return moved;
    }

    /** Looks again, and tells what has moved since the look before, which began before the documents were taken. */
    private Set<String> moved(Function<CapturePass, Set<String>> movedSince) {
        awaitSettled();
        CapturePass before = next();
        Set<String> moved = movedSince.apply(before);
        before.deleteIfReplacedBy(pass);
        return moved;
    }

    private void awaitSettled() {
        long left = context.properties().consistency().settleTime().toNanos() - (System.nanoTime() - pass.beganAt());
        if (left > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupException(
                        Kind.PRECONDITION, "Interrupted while the backup waited for the server to come to rest.", e);
            }
        }
        progress.checkCancelled();
    }

    /** Looks again. @return the look before */
    private CapturePass next() {
        CapturePass before = pass;
        Map<String, IndexState> states = documents.sampleStates();
        CapturePass same = before.again(states);
        pass = same.isStillSo(progress.quiet()) ? same : look(states, before.asPrevious(), false, progress.quiet());
        return before;
    }

    /** Pieces of which a file or a document has moved. */
    private Set<String> movedPieces(CapturePass before) {
        Set<String> moved = pass.movedIndices(before, PAIRED_INDICES);
        DataLayout layout = platform.layout();
        pass.forEachMoved(before, path -> {
            String piece = layout.pieceOf(path);
            if (piece != null) {
                moved.add(piece);
            }
        });
        return moved;
    }

    private Set<String> movedAnything(CapturePass before) {
        Set<String> all = new HashSet<>(indices);
        all.remove(AUDIT_TRAIL);
        Set<String> moved = pass.movedIndices(before, all);
        pass.forEachMoved(before, moved::add);
        return moved;
    }

    private static String some(Collection<String> names) {
        return names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    /** Describes the documents, and compares what they need with the files. */
    CapturedIndices describe() {
        CapturedIndices captured = documents.finish(progress);
        inventory.write(draft.directory().resolve(Inventory.FILE));
        try {
            Files.move(pass.list(), draft.filesList(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot rename " + pass.list() + ": " + e, e);
        }
        List<String> linked = context.dataTree().linkedDirectories();
        if (!linked.isEmpty()) {
            warn("Links in the data directory, of which only the link is backed up and not what it points to: "
                    + some(linked) + ". Mount these directories in place of the links to have them in backups.");
        }
        if (!pass.files().unstable().isEmpty()) {
            warn("Changed each time it was read; what is kept of it is not of a single moment: "
                    + some(pass.files().unstable()) + ".");
        }
        try (EntryReader entries = new EntryReader(draft.filesList())) {
            Map<String, String> missing = missingFiles.missing(entries);
            if (!missing.isEmpty()) {
                warn("Documents without their files: "
                        + some(missing.entrySet().stream()
                                .map(each -> each.getValue() + " needs " + each.getKey())
                                .collect(Collectors.toList()))
                        + ".");
            }
        }
        return captured;
    }

    private void warn(String warning) {
        warnings.add(warning);
        progress.log(warning);
    }

    /** The files as they were captured last. */
    CaptureResult files() {
        return pass.files();
    }

    /** What an administrator should know of this backup; sentences. */
    List<String> warnings() {
        return warnings;
    }

    private CapturePass look(Map<String, IndexState> states, PreviousFiles previous, boolean full, Progress told) {
        return new CapturePass(
                context.dataTree(),
                states,
                draft.directory().resolve("look-" + ++looks + ".jsonl.gz"),
                previous,
                full,
                contents,
                told);
    }
}
