package org.alien4cloud.plugin.backup.index;

import java.io.IOException;
import java.nio.file.Files;
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
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;

/** Compares live indices with those of a backup, and writes the difference. Reads Elasticsearch only. */
final class PlanBuilder {

    private final Path workDirectory;
    private final Client client;
    private final Manifest manifest;
    private final Path backupDirectory;
    private final DocumentFilter protectedDocuments;
    private final BackedUpDocuments source;
    private final Progress progress;
    private final IndexInspector inspector;

    PlanBuilder(Path workDirectory, Client client, Manifest manifest, Path backupDirectory, DocumentFilter protectedDocuments,
            BackedUpDocuments source, Progress progress) {
        this.workDirectory = workDirectory;
        this.client = client;
        this.manifest = manifest;
        this.backupDirectory = backupDirectory;
        this.protectedDocuments = protectedDocuments;
        this.source = source;
        this.progress = progress;
        this.inspector = new IndexInspector(client);
    }

    /** Makes the plan for the given indices. */
    PlanState build(List<String> indices) {
        PlanState plan = differences(indices, DocumentPlan.TARGET);
        plan.write(workDirectory);
        return plan;
    }

    /** What differs in the given indices, in a log of this name. */
    PlanState differences(List<String> indices, String logName) {
        Map<String, IndexEntry> entries = entries(indices);
        PlanState plan = new PlanState();
        plan.backup = manifest.name().value();
        plan.indices.addAll(checkedIndices(indices));
        Map<String, IndexState> live = inspector.requireUsable(indices);
        try (DocumentLog.Writer log = new DocumentLog.Writer(workDirectory.resolve(logName))) {
            for (PlanState.Index index : plan.indices) {
                compare(index, live.get(index.name), entries.get(index.name), log);
            }
            finish(plan, log);
        }
        return plan;
    }

    /** A plan that is up to date with indices that were written to since; the same one if there are none. */
    PlanState refresh(PlanState old) {
        List<String> names = new ArrayList<>();
        old.indices.forEach(index -> names.add(index.name));
        Map<String, IndexState> live = inspector.requireUsable(names);
        Set<String> moved = new HashSet<>();
        old.indices.stream().filter(index -> !index.isStill(live.get(index.name))).forEach(index -> moved.add(index.name));
        if (moved.isEmpty()) {
            return old;
        }
        Map<String, IndexEntry> entries = entries(names);
        Map<String, PlanState.Index> checked = new TreeMap<>();
        checkedIndices(moved).forEach(index -> checked.put(index.name, index));
        PlanState plan = new PlanState();
        plan.backup = old.backup;
        plan.indices.addAll(old.indices);
        plan.indices.replaceAll(index -> checked.getOrDefault(index.name, index));
        try (DocumentLog.Writer log = new DocumentLog.Writer(workDirectory.resolve(DocumentPlan.TARGET))) {
            DocumentLog.forEach(workDirectory.resolve(DocumentPlan.TARGET), document -> {
                if (!moved.contains(document.index())) {
                    log.add(document);
                }
            });
            for (PlanState.Index index : plan.indices) {
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
            throw new BackupException(BackupException.Kind.PRECONDITION, "Documents are still being written, in indices: "
                    + String.join(", ", moving) + ". Stop what writes them, then try again.");
        }
    }

    private void finish(PlanState plan, DocumentLog.Writer log) {
        plan.operations = log.documents();
        plan.bytes = log.bytes();
        plan.targetSha256 = log.finish();
    }

    private Map<String, IndexEntry> entries(List<String> indices) {
        Map<String, IndexEntry> entries = new TreeMap<>();
        manifest.indices().stream().filter(entry -> indices.contains(entry.name())).forEach(entry -> entries.put(entry.name(), entry));
        List<String> unknown = new ArrayList<>(indices);
        unknown.removeAll(entries.keySet());
        if (!unknown.isEmpty()) {
            throw new BackupException(BackupException.Kind.PRECONDITION,
                    "The backup " + manifest.name() + " does not have these indices: " + String.join(", ", unknown) + ".");
        }
        return entries;
    }

    /** The indices, without documents yet; all that the live server lacks or has otherwise is reported at once. */
    private List<PlanState.Index> checkedIndices(Collection<String> indices) {
        Map<String, IndexState> states = inspector.inspect(indices);
        List<String> present = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        states.forEach((name, state) -> {
            if (!state.exists()) {
                problems.add("index " + name + " is missing");
            } else if (!state.open()) {
                problems.add("index " + name + " is closed");
            } else {
                present.add(name);
            }
        });
        List<PlanState.Index> checked = new ArrayList<>();
        IndexDefinition.ofLive(client, present).forEach((name, live) -> {
            IndexDefinition stored = IndexDefinition.read(backupDirectory.resolve("indices").resolve(name + ".json"));
            IndexCompatibility compatibility = IndexCompatibility.of(stored, live);
            compatibility.obstacles().forEach(obstacle -> problems.add("index " + name + ": " + obstacle));
            PlanState.Index index = new PlanState.Index();
            index.name = name;
            index.type = live.mapping().isEmpty() ? stored.type() : live.type();
            if (compatibility.hasAdditions()) {
                index.mapping = new IndexDefinition(name, index.type, stored.mapping(), null, null).mappingJson();
            }
            checked.add(index);
        });
        if (!problems.isEmpty()) {
            throw new BackupException(BackupException.Kind.PRECONDITION, "The live indices cannot take the documents of backup "
                    + manifest.name() + " as they are: " + String.join("; ", problems)
                    + ". Restore with Alien4Cloud stopped: that makes these indices anew.");
        }
        return checked;
    }

    private void compare(PlanState.Index index, IndexState live, IndexEntry entry, DocumentLog.Writer log) {
        index.compared(live);
        long before = log.documents();
        if (live.isAsCaptured(entry)) {
            index.documents = entry.documents();
        } else {
            progress.expect(live.bytes());
            Path digests = workDirectory.resolve("live-digests.gz");
            try {
                new DocumentDigests(client).scan(live, digests, DocumentVisitor.NONE, progress);
                try (DigestReader stored = new DigestReader(backupDirectory.resolve("documents").resolve(index.name + ".gz"));
                        DigestReader now = new DigestReader(digests)) {
                    merge(index, entry, stored, now, log);
                }
                Files.delete(digests);
            } catch (IOException e) {
                throw Failures.changing("remove", digests, e);
            }
            progress.advance(live.bytes());
        }
        index.operations = log.documents() - before;
    }

    private void merge(PlanState.Index index, IndexEntry entry, DigestReader stored, DigestReader live, DocumentLog.Writer log) {
        Map<DocumentId, DocumentDigest> wanted = new LinkedHashMap<>();
        long documents = 0;
        DocumentDigest target = stored.next();
        DocumentDigest present = live.next();
        while (target != null || present != null) {
            int order = target == null ? 1 : present == null ? -1 : DigestReader.ORDER.compare(target, present);
            boolean untouched = protectedDocuments.isProtected(index.name, order <= 0 ? target.id() : present.id());
            if (untouched) {
                documents += order >= 0 ? 1 : 0;
            } else if (order > 0) {
                log.add(new Document(index.name, new DocumentId(present.id(), present.routing()), null));
            } else {
                documents++;
                if (order < 0 || !target.sha256().equals(present.sha256())) {
                    wanted.put(new DocumentId(target.id(), target.routing()), target);
                }
            }
            if (wanted.size() >= source.batch()) {
                fetch(index.name, wanted, log);
            }
            target = order <= 0 ? stored.next() : target;
            present = order >= 0 ? live.next() : present;
        }
        fetch(index.name, wanted, log);
        index.documents = documents;
        if (stored.count() != entry.documents()) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "The list of documents of index " + index.name + " has "
                    + stored.count() + " lines, the manifest says " + entry.documents() + ". Use another backup.");
        }
    }

    private void fetch(String index, Map<DocumentId, DocumentDigest> wanted, DocumentLog.Writer log) {
        if (wanted.isEmpty()) {
            return;
        }
        progress.checkCancelled();
        source.read(index, Collections.unmodifiableCollection(new ArrayList<>(wanted.keySet())), document -> {
            DocumentDigest digest = wanted.remove(document.id());
            if (digest == null || !Digests.hex(SourceDigest.of(document.source())).equals(digest.sha256())) {
                throw new BackupException(BackupException.Kind.CHECK_FAILED, "Document " + document.id() + " of index " + index
                        + " is not the one that was backed up: its SHA-256 differs. Use another backup.");
            }
            log.add(document);
        });
        if (!wanted.isEmpty()) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "Documents of index " + index + " are missing in the backup: "
                    + wanted.keySet().iterator().next() + (wanted.size() == 1 ? "" : " and " + (wanted.size() - 1) + " more")
                    + ". Use another backup.");
        }
    }
}
