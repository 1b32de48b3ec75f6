package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.DocumentDigest;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/** Compares live indices with those of a backup, and writes the difference into a log. Changes no live index. */
final class DocumentPlanBuilder {

    private final Path workDirectory;
    private final BackedUpIndices backedUp;
    private final DigestComparison comparison;
    private final BackupDocumentReader source;
    private final Progress progress;
    private final IndexInspector inspector;

    DocumentPlanBuilder(Path workDirectory, Client client, BackupSource backup, Progress progress) {
        this.workDirectory = workDirectory;
        this.backedUp = backup.indices();
        this.comparison =
                new DigestComparison(workDirectory, client, backup.indices(), backup.protectedDocuments(), progress);
        this.source = backup.documents();
        this.progress = progress;
        this.inspector = new IndexInspector(client);
    }

    /** Makes the plan for the given indices. */
    DocumentPlanState build(List<String> indices) {
        DocumentPlanState plan = differences(indices, DocumentPlan.TARGET);
        plan.write(workDirectory);
        return plan;
    }

    /** Writes what differs in the given indices into a log of this name. */
    DocumentPlanState differences(List<String> indices, String logName) {
        Map<String, IndexEntry> entries = backedUp.entries(indices);
        DocumentPlanState plan = new DocumentPlanState();
        plan.backup = backedUp.manifest().name().value();
        plan.indices.addAll(backedUp.checked(indices));
        Map<String, IndexState> live = inspector.requireUsable(indices);
        try (DocumentLog.Writer log = new DocumentLog.Writer(workDirectory.resolve(logName))) {
            for (DocumentPlanState.Index index : plan.indices) {
                compare(index, live.get(index.name), entries.get(index.name), log);
            }
            finish(plan, log);
        }
        return plan;
    }

    /** Returns a plan that includes later writes to its indices; the same plan if there were none. */
    DocumentPlanState refresh(DocumentPlanState old) {
        List<String> names = new ArrayList<>();
        old.indices.forEach(index -> names.add(index.name));
        Map<String, IndexState> live = inspector.requireUsable(names);
        Set<String> moved = new HashSet<>();
        old.indices.stream()
                .filter(index -> !index.isStill(live.get(index.name)))
                .forEach(index -> moved.add(index.name));
        if (moved.isEmpty()) {
            return old;
        }
        Map<String, IndexEntry> entries = backedUp.entries(names);
        Map<String, DocumentPlanState.Index> checked = new TreeMap<>();
        backedUp.checked(moved).forEach(index -> checked.put(index.name, index));
        DocumentPlanState plan = new DocumentPlanState();
        plan.backup = old.backup;
        plan.indices.addAll(old.indices);
        plan.indices.replaceAll(index -> checked.getOrDefault(index.name, index));
        try (DocumentLog.Writer log = new DocumentLog.Writer(workDirectory.resolve(DocumentPlan.TARGET))) {
            DocumentLog.forEach(workDirectory.resolve(DocumentPlan.TARGET), document -> {
                if (!moved.contains(document.index())) {
                    log.add(document);
                }
            });
            for (DocumentPlanState.Index index : plan.indices) {
                if (moved.contains(index.name)) {
                    compare(index, live.get(index.name), entries.get(index.name), log);
                }
            }
            checkStill(moved, live);
            finish(plan, log);
        }
        plan.write(workDirectory);
        return plan;
    }

    private void checkStill(Collection<String> indices, Map<String, IndexState> before) {
        List<String> moving = new ArrayList<>();
        inspector.inspect(indices).forEach((index, now) -> {
            if (!now.stoodStillSince(before.get(index))) {
                moving.add(index);
            }
        });
        if (!moving.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.PRECONDITION,
                    "Documents are still being written, in indices: " + String.join(", ", moving)
                            + ". Stop what writes them, then try again.");
        }
    }

    private void finish(DocumentPlanState plan, DocumentLog.Writer log) {
        plan.operations = log.documents();
        plan.bytes = log.bytes();
        plan.targetSha256 = log.finish();
    }

    private void compare(DocumentPlanState.Index index, IndexState live, IndexEntry entry, DocumentLog.Writer log) {
        index.compared(live);
        long before = log.documents();
        Map<DocumentId, DocumentDigest> wanted = new LinkedHashMap<>();
        index.documents = comparison.compare(live, entry, DocumentVisitor.NONE, (target, present) -> {
            if (target == null) {
                log.add(new Document(index.name, new DocumentId(present.id(), present.routing()), null));
            } else {
                wanted.put(new DocumentId(target.id(), target.routing()), target);
            }
            if (wanted.size() >= source.batch()) {
                fetch(index.name, wanted, log);
            }
        });
        fetch(index.name, wanted, log);
        index.operations = log.documents() - before;
    }

    private void fetch(String index, Map<DocumentId, DocumentDigest> wanted, DocumentLog.Writer log) {
        if (wanted.isEmpty()) {
            return;
        }
        progress.checkCancelled();
        source.read(index, Collections.unmodifiableCollection(new ArrayList<>(wanted.keySet())), document -> {
            DocumentDigest digest = wanted.remove(document.id());
            if (digest == null
                    || !Digests.hex(SourceDigest.of(document.source())).equals(digest.sha256())) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED,
                        "Document " + document.id() + " of index " + index
                                + " is not the one that was backed up: its SHA-256 differs. Use another backup.");
            }
            log.add(document);
        });
        if (!wanted.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED,
                    "Documents of index " + index + " are missing in the backup: "
                            + wanted.keySet().iterator().next()
                            + (wanted.size() == 1 ? "" : " and " + (wanted.size() - 1) + " more")
                            + ". Use another backup.");
        }
    }
}
