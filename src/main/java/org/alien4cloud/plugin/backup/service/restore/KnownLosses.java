package org.alien4cloud.plugin.backup.service.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.impact.ImpactCalculator;
import org.alien4cloud.plugin.backup.impact.WarningType;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.repository.BackupVerifier;
import org.alien4cloud.plugin.backup.service.BackupContext;

/**
 * Finds what a restore could not put back, since verifications have found it damaged. Damage to parts that were not
 * chosen does not count.
 */
public final class KnownLosses {

    private static final int NAMED = 5;

    private final BackupVerifier verifier;
    private final Manifest manifest;
    private final RestoreRequest request;
    private final DataTree tree;

    /** Reads everything from the server that is needed later, when Alien4Cloud may be at rest. */
    public KnownLosses(BackupContext context, Manifest manifest, RestoreRequest request) {
        this.verifier = context.repository().verifier();
        this.manifest = manifest;
        this.request = request;
        this.tree = request.scope().narrow(context.restorableTree(manifest));
    }

    /** Adds a warning for each damaged part of what was chosen; none if no damage is known. */
    public void warn(ImpactCalculator calculator) {
        Optional<Verification> damage = damage();
        if (!damage.isPresent()) {
            return;
        }
        boolean[] anyLost = new boolean[1];
        verifier.forEachLost(manifest.name(), entry -> {
            anyLost[0] = true;
            if (tree.contains(entry.path())) {
                calculator.add(WarningType.DAMAGED, "the file " + entry.path());
            }
        });
        for (Finding finding : damage.get().findings()) {
            if (finding.harmful() && affects(finding, !anyLost[0])) {
                calculator.add(WarningType.DAMAGED, finding.path() + ": " + finding.reason());
            }
        }
        long more = damage.get().findingCount() - damage.get().findings().size();
        if (more > 0) {
            calculator.add(
                    WarningType.DAMAGED,
                    String.format(Locale.ROOT, "%,d more, which the log of the verification lists", more));
        }
    }

    private Optional<Verification> damage() {
        return verifier.last(manifest.name()).filter(last -> last.state() == Verification.State.DAMAGED);
    }

    /**
     * Tells whether damage affects what was chosen.
     *
     * @param unlisted whether no file is listed as lost. Then only another verification can tell whether the files of a
     *     finding are whole again.
     */
    private boolean affects(Finding finding, boolean unlisted) {
        String ownFiles = "backups/" + manifest.name() + '/';
        if (finding.index() != null) {
            List<String> indices = request.scope().indices(manifest);
            return finding.index().equals(Finding.ALL_INDICES) ? !indices.isEmpty() : indices.contains(finding.index());
        } else if (finding.path().startsWith(ownFiles)) {
            return request.needs(finding.path().substring(ownFiles.length()));
        } else if (finding.affectedFiles() > 0) {
            return unlisted && manifest.directories().stream().anyMatch(directory -> tree.contains(directory.name()));
        }
        return true;
    }

    /**
     * Makes a dry run fail where the restore would, because it needs damaged contents.
     *
     * @param calculator will fail when a document is added to it that Elasticsearch cannot restore
     * @throws BackupException (CHECK_FAILED) naming files that would be written and whose contents are damaged
     */
    public void requireNotNeeded(ImpactCalculator calculator) {
        Optional<Verification> damage = damage();
        if (!damage.isPresent()) {
            return;
        }
        damage.get().findings().stream()
                .filter(finding -> finding.harmful() && finding.index() != null)
                .forEach(finding -> lost(finding, calculator));
        List<String> needed = new ArrayList<>();
        verifier.forEachLost(manifest.name(), entry -> {
            if (needed.size() <= NAMED && tree.contains(entry.path()) && !isThere(tree.resolve(entry.path()), entry)) {
                needed.add(entry.path());
            }
        });
        if (!needed.isEmpty()) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The backup " + manifest.name()
                            + " is damaged: it lacks the contents of files that the restore would"
                            + " write: " + String.join(", ", needed.subList(0, Math.min(NAMED, needed.size())))
                            + (needed.size() > NAMED ? ", ..." : "")
                            + ". Restore only parts without them, or use another backup.");
        }
    }

    private void lost(Finding finding, ImpactCalculator calculator) {
        String message = "The backup " + manifest.name()
                + " is damaged: documents that the restore would write cannot be read. " + finding.path() + ": "
                + finding.reason()
                + ". Restore only parts without them, or use another backup. If it was repaired, verify this backup.";
        if (finding.index().equals(Finding.ALL_INDICES)) {
            manifest.indices().forEach(index -> calculator.markUnrestorable(index.name(), message));
        } else {
            calculator.markUnrestorable(finding.index(), message);
        }
    }

    /** Tells whether a live file already has the content, so that the restore does not need the backup's. */
    private static boolean isThere(Path live, FileEntry entry) {
        try {
            return Files.isRegularFile(live, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(live) == entry.size()
                    && Digests.ofFile(live, Progress.NONE).equals(entry.sha256());
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot read " + live + ": " + e, e);
        }
    }
}
