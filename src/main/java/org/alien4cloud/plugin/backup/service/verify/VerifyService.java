package org.alien4cloud.plugin.backup.service.verify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
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

/**
 * Tells whether a backup still is what was written: its own files, its contents, and Elasticsearch's files where they
 * can be seen.
 */
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
     * Starts the verification of a backup, also of one whose manifest is damaged. The operation fails (CHECK_FAILED) if
     * the backup is damaged; its log then has a line for each finding. It also fails if nothing is damaged, and
     * something cannot be checked: (ELASTICSEARCH) if Elasticsearch does not answer, (PRECONDITION) if it has not the
     * snapshot repository of the backup, (IO) if a disk is away or something may not be read; nothing is stored then.
     *
     * @throws BackupException (NOT_FOUND) if there is none of this name, (BUSY) if an operation runs
     */
    public Operation verify(BackupName name, VerifyRequest request, String user) {
        if (!context.repository().catalog().exists(name)) {
            throw new BackupException(Kind.NOT_FOUND, "There is no backup named '" + name + "'.");
        }
        return runner.start(OperationKind.VERIFY, name, user, operation -> {
            verify(name, request, operation);
            return Outcome.DONE;
        });
    }

    /**
     * Verifies a backup in the course of an operation. @throws BackupException as the operation that {@link #verify}
     * starts fails
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
            operation.log(
                    "Elasticsearch's part of this backup: not checked, since the manifest does not tell which it is.");
        }
        return verification.ended(startedAt, System.currentTimeMillis());
    }

    private Verification deep(Manifest manifest, Verification verification, RunningOperation operation) {
        if (verification.state() == Verification.State.DAMAGED) {
            operation.log("No index was restored for a test: the backup is damaged already.");
            return verification;
        }
        operation.phase(Phase.TEST_RESTORE);
        return verification
                .with(new DeepVerification(context, operation).run(manifest), 0)
                .asDeep();
    }

    /** What is damaged is told without Elasticsearch, but without it no backup is whole. */
    private static void requireAnswer(BackupName name, Verification verification, BackupException unanswered) {
        if (unanswered != null && verification.state() == Verification.State.OK) {
            throw new BackupException(
                    unanswered.kind(),
                    "The files of the backup " + name + " are whole. Its documents cannot be checked: "
                            + unanswered.getMessage()
                            + " Nothing was stored: what was known of this backup before stays. Verify again then.",
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
            // one of the findings already
            return Optional.empty();
        }
    }

    /** @param others backups that something damaged concerns as well */
    private static void conclude(
            BackupName name, Verification verification, List<String> others, RunningOperation operation) {
        if (!others.isEmpty()) {
            operation.log("Damaged as well, since they name contents that are: " + String.join(", ", others) + ".");
        }
        if (verification.state() == Verification.State.DAMAGED) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    String.format(
                            Locale.ROOT,
                            "The backup %s is damaged, %,d findings: %s%s Its log names them.%s"
                                    + " Copy these files from a copy of the backup directory and verify again, or use another backup.",
                            name,
                            verification.findingCount(),
                            verification.findings().stream()
                                    .limit(NAMED)
                                    .map(Finding::toString)
                                    .collect(Collectors.joining(" ")),
                            verification.findingCount() > NAMED ? " ..." : "",
                            others.isEmpty() ? "" : " Damaged as well: " + String.join(", ", others) + "."));
        }
        operation.log(String.format(
                Locale.ROOT,
                "The backup %s is whole: %,d files with %,d different contents, %,d bytes read.%s",
                name,
                verification.files(),
                verification.contents(),
                verification.bytes(),
                verification.findingCount() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                " %,d findings that do not concern it are named above.",
                                verification.findingCount())));
    }

    /**
     * The result of the last verification, with what those of other backups have found that concerns this one; empty if
     * there was none.
     */
    public Optional<Verification> last(BackupName name) {
        return context.repository().verifier().last(name);
    }
}
