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
final class ExportCapture implements DocumentCapture {

    /** Long, since the last index waits until all others are read. */
    private static final TimeValue KEEP = TimeValue.timeValueHours(2);
    /**
     * A search is open for each shard. Elasticsearch 6.8 limits their number only if configured to
     * ({@code search.max_open_scroll_context}), but warns of more than 500 per node, which 7.0 does not allow by
     * default; and others search too.
     */
    static final int OPEN_SHARDS = 400;
    /**
     * Bytes of sources that the first pages of all open indices may have together, apart from single larger documents.
     */
    private static final long OPEN_BYTES = 16 << 20;

    private static final String DRAFT = ".draft";

    private final Client client;
    private final IndexInspector inspector;
    private final List<String> indices;
    private final CaptureLayout layout;
    private final PreviousCapture previous;
    private final DocumentVisitor visitor;
    private final int openShards;
    private final Map<String, IndexEntry> taken = new HashMap<>();
    private final Map<String, IndexState> states = new HashMap<>();

    /** @param openShards how many shards are read at the same time, unless one index alone has more; the others wait */
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
        this.layout = new CaptureLayout(directory);
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
        layout.create();
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
                    previous.copyExport(name, layout.export(name + DRAFT));
                    previous.copyDigests(name, layout.digests(name + DRAFT));
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
        // the first page of each index stays in memory until it is read
        long pageBytes = Math.min(PageSize.BYTES, OPEN_BYTES / group.size());
        try {
            for (IndexState index : group) {
                DocumentScroll documents = DocumentScroll.open(client, index, KEEP, pageBytes);
                open.put(index, documents);
                // one after the other: until its page has the right size, an index may take more than its share of
                // memory
                documents.awaitFirst();
            }
            // an index that changed while it was opened may differ from its sampled state
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
        Path export = layout.export(name + DRAFT);
        try (DigestList digests = new DigestList(layout.digests(name + DRAFT));
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
            rename(layout.export(name + DRAFT), layout.export(name));
            rename(layout.digests(name + DRAFT), layout.digests(name));
        }
    }

    /**
     * Removes the drafts of a failed capture. The earlier capture still counts; drafts must not get into the backup or
     * the way of the next capture.
     */
    private void removeDrafts(Throwable failure) {
        for (String name : indices) {
            for (Path draft : new Path[] {layout.export(name + DRAFT), layout.digests(name + DRAFT)}) {
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
        layout.finish(client, indices);
        List<IndexEntry> entries = new ArrayList<>();
        indices.forEach(index -> entries.add(taken.get(index)));
        return new CapturedIndices(entries, Collections.emptyMap());
    }
}
