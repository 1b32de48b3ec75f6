package org.alien4cloud.plugin.backup.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;

/**
 * One backup's documents, written to files. All indices are opened before the first is read, so that what is read is of nearly one moment;
 * taking again reads only what has moved since.
 */
final class ExportCapture implements IndexCapture {

    /** The last index waits until all others are read. */
    private static final TimeValue KEEP = TimeValue.timeValueHours(2);
    private static final String DRAFT = ".draft";

    private final Client client;
    private final IndexInspector inspector;
    private final List<String> indices;
    private final CaptureDirectories directories;
    private final DocumentVisitor visitor;
    private final Map<String, IndexEntry> taken = new HashMap<>();
    private final Map<String, IndexState> states = new HashMap<>();

    ExportCapture(Client client, List<String> indices, Path directory, DocumentVisitor visitor) {
        this.client = client;
        this.inspector = new IndexInspector(client);
        this.indices = indices;
        this.directories = new CaptureDirectories(directory);
        this.visitor = visitor;
    }

    @Override
    public Map<String, IndexState> look() {
        return inspector.inspect(indices);
    }

    @Override
    public void take(Progress progress) {
        progress.checkCancelled();
        directories.create();
        Map<String, IndexState> now = inspector.requireUsable(indices);
        Map<String, DocumentScroll> open = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, IndexState> index : now.entrySet()) {
                IndexState before = states.get(index.getKey());
                if (before == null || !index.getValue().stoodStillSince(before)) {
                    open.put(index.getKey(), DocumentScroll.open(client, index.getValue(), KEEP));
                    progress.expect(index.getValue().bytes());
                }
            }
            open.values().forEach(DocumentScroll::awaitFirst);
            // what moved while they were opened is not known to be as it was looked at
            Map<String, IndexState> opened = inspector.inspect(open.keySet());
            Map<String, IndexEntry> entries = new HashMap<>();
            for (Map.Entry<String, DocumentScroll> index : open.entrySet()) {
                IndexState state = now.get(index.getKey());
                entries.put(index.getKey(), write(state, opened.get(index.getKey()).stoodStillSince(state), index.getValue(), progress));
                progress.advance(state.bytes());
            }
            publish(entries.keySet());
            taken.putAll(entries);
            states.putAll(now);
        } finally {
            open.values().forEach(DocumentScroll::close);
        }
    }

    private IndexEntry write(IndexState index, boolean still, DocumentScroll documents, Progress progress) {
        String name = index.name();
        visitor.begin(name);
        Path export = directories.export(name + DRAFT);
        try (DigestList digests = new DigestList(directories.digests(name + DRAFT)); ExportFile.Writer file = new ExportFile.Writer(export)) {
            long count = documents.forEach(hit -> {
                digests.add(hit);
                file.add(hit);
                visitor.document(hit.getId(), hit.getSourceRef());
            }, progress);
            digests.write();
            file.finish();
            return new IndexEntry(name, index.uuid(), count, index.bytes(), still ? index.maxSeqNos() : Collections.emptyList());
        } catch (IOException e) {
            throw Failures.changing("write", export, e);
        }
    }

    private void publish(Iterable<String> names) {
        for (String name : names) {
            rename(directories.export(name + DRAFT), directories.export(name));
            rename(directories.digests(name + DRAFT), directories.digests(name));
        }
    }

    private static void rename(Path draft, Path file) {
        try {
            DurableFiles.rename(draft, file);
        } catch (IOException e) {
            throw Failures.changing("write", file, e);
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
