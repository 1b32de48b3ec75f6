package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;

/**
 * One backup's documents, written to files. All indices (as many as Elasticsearch lets) are opened before the first is
 * read, so that what is read is of nearly one moment; taking again reads only what has moved since.
 */
final class ExportCapture implements IndexCapture {

    /** The last index waits until all others are read. */
    private static final TimeValue KEEP = TimeValue.timeValueHours(2);
    /**
     * A search is open for each shard. Elasticsearch 6.8 limits their number only if it is told to
     * ({@code search.max_open_scroll_context}), but warns of more than 500 a node, which 7.0 does not allow by default;
     * and others search too.
     */
    static final int OPEN_SHARDS = 400;
    /**
     * Bytes of sources that the first pages of all indices that are open may have together, apart from single documents
     * that have more.
     */
    private static final long OPEN_BYTES = 16 << 20;

    private static final String DRAFT = ".draft";

    private final Client client;
    private final IndexInspector inspector;
    private final List<String> indices;
    private final CaptureLayout directories;
    private final PreviousCapture previous;
    private final DocumentVisitor visitor;
    private final int openShards;
    private final Map<String, IndexEntry> taken = new HashMap<>();
    private final Map<String, IndexState> states = new HashMap<>();

    /**
     * @param openShards how many shards are read at once, as long as no index alone has more; the others wait until
     *     these are read
     */
    ExportCapture(
            Client client,
            List<String> indices,
            Path directory,
            PreviousCapture previous,
            DocumentVisitor visitor,
            int openShards) {
        this.client = client;
        this.inspector = new IndexInspector(client);
        this.indices = indices;
        this.directories = new CaptureLayout(directory);
        this.previous = previous;
        this.visitor = visitor;
        this.openShards = openShards;
    }

    @Override
    public Map<String, IndexState> sampleStates() {
        return inspector.inspect(indices);
    }

    @Override
    public void take(Progress progress) {
        progress.checkCancelled();
        directories.create();
        Map<String, IndexState> now = inspector.requireUsable(indices);
        try {
            Map<String, IndexEntry> entries = readMoved(now.values(), progress);
            publish(entries.keySet());
            taken.putAll(entries);
            states.putAll(now);
        } catch (RuntimeException | Error e) {
            removeDrafts(e);
            throw e;
        }
    }

    private Map<String, IndexEntry> readMoved(Collection<IndexState> now, Progress progress) {
        List<IndexState> moved = now.stream()
                .filter(index -> !states.containsKey(index.name()) || !index.stoodStillSince(states.get(index.name())))
                .collect(Collectors.toList());
        Map<String, IndexEntry> entries = copyKnown(moved);
        moved.removeIf(index -> entries.containsKey(index.name()));
        moved.forEach(index -> progress.expect(index.bytes()));
        List<IndexState> group = new ArrayList<>();
        int shards = 0;
        for (IndexState index : moved) {
            if (shards + index.shards() > openShards) {
                entries.putAll(read(group, progress));
                group.clear();
                shards = 0;
            }
            group.add(index);
            shards += index.shards();
        }
        entries.putAll(read(group, progress));
        return entries;
    }

    private Map<String, IndexEntry> copyKnown(List<IndexState> moved) {
        Map<String, IndexEntry> entries = new HashMap<>();
        if (previous.isOfEngine(ExportEngine.NAME)) {
            for (IndexState index : moved) {
                String name = index.name();
                previous.unmoved(index, visitor).ifPresent(known -> {
                    previous.copyExport(name, directories.export(name + DRAFT));
                    previous.copyDigests(name, directories.digests(name + DRAFT));
                    entries.put(name, known);
                });
            }
        }
        return entries;
    }

    private Map<String, IndexEntry> read(List<IndexState> group, Progress progress) {
        Map<IndexState, DocumentScroll> open = new LinkedHashMap<>();
        Map<String, IndexEntry> entries = new HashMap<>();
        if (group.isEmpty()) {
            return entries;
        }
        // the first page of each is in memory until its turn comes
        long pageBytes = Math.min(PageSize.BYTES, OPEN_BYTES / group.size());
        try {
            for (IndexState index : group) {
                DocumentScroll documents = DocumentScroll.open(client, index, KEEP, pageBytes);
                open.put(index, documents);
                // one after the other: until its page has the right size, an index may take more than its share of
                // memory
                documents.awaitFirst();
            }
            // what moved while they were opened is not known to be as it was looked at
            Map<String, IndexState> opened =
                    inspector.inspect(group.stream().map(IndexState::name).collect(Collectors.toList()));
            for (IndexState index : group) {
                // closed as soon as it is read: an open search keeps files of its index from being removed
                try (DocumentScroll documents = open.remove(index)) {
                    entries.put(
                            index.name(),
                            write(index, opened.get(index.name()).stoodStillSince(index), documents, progress));
                }
                progress.advance(index.bytes());
            }
            return entries;
        } finally {
            open.values().forEach(DocumentScroll::close);
        }
    }

    private IndexEntry write(IndexState index, boolean still, DocumentScroll documents, Progress progress) {
        String name = index.name();
        visitor.begin(name);
        Path export = directories.export(name + DRAFT);
        try (DigestList digests = new DigestList(directories.digests(name + DRAFT));
                ExportWriter file = new ExportWriter(export)) {
            long count = documents.forEach(
                    hit -> {
                        digests.add(hit);
                        file.add(hit);
                        visitor.document(hit.getId(), hit.getSourceRef());
                    },
                    progress);
            digests.write();
            file.finish();
            return index.captured(count, still);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", export, e);
        }
    }

    private void publish(Iterable<String> names) {
        for (String name : names) {
            rename(directories.export(name + DRAFT), directories.export(name));
            rename(directories.digests(name + DRAFT), directories.digests(name));
        }
    }

    /**
     * What was taken before still counts: nothing of this must be in the way of the next one, or get into the backup.
     */
    private void removeDrafts(Throwable failure) {
        for (String name : indices) {
            for (Path draft : new Path[] {directories.export(name + DRAFT), directories.digests(name + DRAFT)}) {
                try {
                    Files.deleteIfExists(draft);
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
        }
    }

    private static void rename(Path draft, Path file) {
        try {
            DurableFiles.rename(draft, file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
        }
    }

    @Override
    public CapturedIndices finish(Progress progress) {
        directories.finish(client, indices);
        List<IndexEntry> entries = new ArrayList<>();
        indices.forEach(index -> entries.add(taken.get(index)));
        return new CapturedIndices(entries, Collections.emptyMap());
    }
}
