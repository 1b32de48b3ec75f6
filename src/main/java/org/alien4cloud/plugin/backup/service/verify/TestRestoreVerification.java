package org.alien4cloud.plugin.backup.service.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.alien4cloud.plugin.backup.elasticsearch.RestoreTarget;
import org.alien4cloud.plugin.backup.elasticsearch.TestRestore;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Restores the indices of a backup beside the live ones, one at a time, and compares every document. It restores each
 * index beside the live ones, while Alien4Cloud serves, and compares every document. Indices are restored one after the
 * other, so that Elasticsearch needs space for the largest only.
 */
final class TestRestoreVerification {

    private final BackupContext context;
    private final RunningOperation operation;

    TestRestoreVerification(BackupContext context, RunningOperation operation) {
        this.context = context;
        this.operation = operation;
    }

    /**
     * Restores and compares all indices of a backup.
     *
     * @return what cannot be restored correctly; empty if everything can
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch fails, (CANCELLED), (NO_SPACE), (IO). The result is
     *     unknown then.
     */
    List<Finding> run(Manifest manifest) {
        List<Finding> findings = new ArrayList<>();
        manifest.indices().forEach(index -> operation.expect(index.bytes()));
        Path directory = context.repository().catalog().directoryOf(manifest.name());
        TestRestore restore = new TestRestore(
                context.platform().elasticsearch(),
                context.engineOf(manifest),
                manifest,
                directory,
                RestoreTarget.beside(context.temporaryPrefix(), operation.id()));
        try (BackupDraft scratch = context.repository().catalog().scratch(operation)) {
            for (IndexEntry index : manifest.indices()) {
                differences(restore, index, scratch.directory())
                        .forEach(difference -> findings.add(new Finding(
                                        "index " + index.name() + " of " + manifest.name(),
                                        Problem.DAMAGED,
                                        difference,
                                        true,
                                        0,
                                        null)
                                .ofIndex(index.name())));
                operation.advance(index.bytes());
            }
        }
        if (findings.isEmpty()) {
            operation.log(String.format(
                    Locale.ROOT,
                    "Test restore: %,d indices with %,d documents were restored, compared and removed.",
                    manifest.indices().size(),
                    manifest.documents()));
        }
        return findings;
    }

    private List<String> differences(TestRestore restore, IndexEntry index, Path scratch) {
        try {
            return restore.differences(index, scratch, operation.quiet());
        } catch (BackupException e) {
            if (e.kind() != Kind.CHECK_FAILED) {
                throw e;
            }
            return Collections.singletonList("it cannot be restored: " + e.getMessage());
        }
    }
}
