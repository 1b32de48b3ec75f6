package org.alien4cloud.plugin.backup.service.verify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.FoundDamage;
import org.alien4cloud.plugin.backup.service.BackupContext;

/** Verifies backups: their own files, the contents they need, and their snapshots in Elasticsearch. */
public class VerifyService {

    private static final int NAMED = 3;

    private final BackupContext context;
    private final OperationRunner runner;
    private final OperationStore store;

    public VerifyService(BackupContext context, OperationRunner runner, OperationStore store) {
        this.context = context;
        this.runner = runner;
        this.store = store;
    }

    /**
     * Starts the verification of a backup, even of one whose manifest is damaged. The operation fails (CHECK_FAILED) if
     * the backup is damaged; its log then has a line for each finding. It also fails if no damage is found, but
     * something cannot be checked: (ELASTICSEARCH) if Elasticsearch does not answer, (PRECONDITION) if it does not have
     * the snapshot repository of the backup, (IO) if a disk is missing or a file may not be read. No result is stored
     * then.
     *
     * @throws BackupException (NOT_FOUND) if there is none of this name, (BUSY) if an operation runs
     */
    public Operation verify(BackupName name, VerifyRequest request, String user) {
        context.repository().catalog().requireExisting(name);
        return runner.start(OperationKind.VERIFY, name, user, operation -> {
            verify(name, request, operation);
            return Outcome.DONE;
        });
    }

    /**
     * Verifies a backup within a running operation.
     *
     * @throws BackupException for the same reasons as the operation that {@link #verify} starts
     */
    public void verify(BackupName name, VerifyRequest request, RunningOperation operation) {
        FoundDamage found = new FoundDamage();
        Verification verification = run(name, request, found, operation);
        verification.findings().forEach(finding -> operation.log(finding.toString()));
        List<String> others = context.repository().verifier().record(name, verification, found);
        conclude(name, verification, others, operation);
    }

    private Verification run(BackupName name, VerifyRequest request, FoundDamage found, RunningOperation operation) {
        long startedAt = System.currentTimeMillis();
        operation.phase(Phase.READING_CONTENTS);
        Verification verification =
                context.repository().verifier().verify(name, found, operation).with(store.check(operation), 0);
        operation.phase(Phase.READING_SNAPSHOT);
        Optional<Manifest> manifest = manifest(name);
        if (manifest.isPresent()) {
            SnapshotFileDigests.Result snapshot =
                    new SnapshotFileDigests(context, operation).verify(manifest.get(), found);
            verification = verification.with(snapshot.findings, snapshot.bytes);
            requireAnswer(name, verification, snapshot.unanswered);
            if (request.deep()) {
                verification = deep(manifest.get(), verification, operation);
            }
        } else {
            operation.log("The snapshot of this backup was not checked, since its damaged manifest does not name it.");
        }
        return verification.ended(startedAt, System.currentTimeMillis());
    }

    private Verification deep(Manifest manifest, Verification verification, RunningOperation operation) {
        if (verification.state() == Verification.State.DAMAGED) {
            operation.log("No test restore was made, since the backup is already known to be damaged.");
            return verification;
        }
        operation.phase(Phase.TEST_RESTORE);
        return verification
                .with(new TestRestoreVerification(context, operation).run(manifest), 0)
                .asDeep();
    }

    /** Damage is reported even without Elasticsearch, but no backup counts as undamaged without it. */
    private static void requireAnswer(BackupName name, Verification verification, BackupException unanswered) {
        if (unanswered != null && verification.state() == Verification.State.OK) {
            throw new BackupException(
                    unanswered.kind(),
                    "The files of the backup " + name + " are undamaged, but its documents cannot be checked: "
                            + unanswered.getMessage()
                            + " The result of the previous verification stays. Verify again afterwards.",
                    unanswered);
        }
    }

    private Optional<Manifest> manifest(BackupName name) {
        try {
            return Optional.of(context.repository().catalog().get(name));
        } catch (BackupException e) {
            if (e.kind() != Kind.CHECK_FAILED) {
                throw e;
            }
            // already one of the findings
            return Optional.empty();
        }
    }

    /** @param others backups that need damaged contents as well */
    private static void conclude(
            BackupName name, Verification verification, List<String> others, RunningOperation operation) {
        if (!others.isEmpty()) {
            operation.log("Also damaged, since they need the same contents: " + String.join(", ", others) + ".");
        }
        if (verification.state() == Verification.State.DAMAGED) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    String.format(
                            Locale.ROOT,
                            "The backup %s is damaged (%,d findings): %s%s The log lists all of them.%s"
                                    + " Copy these files from a copy of the backup directory and verify again, or use another backup.",
                            name,
                            verification.findingCount(),
                            verification.findings().stream()
                                    .limit(NAMED)
                                    .map(Finding::toString)
                                    .collect(Collectors.joining(" ")),
                            verification.findingCount() > NAMED ? " ..." : "",
                            others.isEmpty() ? "" : " Also damaged: " + String.join(", ", others) + "."));
        }
        operation.log(String.format(
                Locale.ROOT,
                "The backup %s is undamaged: %,d files with %,d different contents, %s read.%s",
                name,
                verification.files(),
                verification.contents(),
                ByteSize.of(verification.bytes()),
                verification.findingCount() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT, " %,d findings above do not affect it.", verification.findingCount())));
    }

    /**
     * Returns the result of the last verification, with damage that verifications of other backups found in this one;
     * empty if there was none.
     */
    public Optional<Verification> last(BackupName name) {
        return context.repository().verifier().last(name);
    }
}
