package org.alien4cloud.plugin.backup.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;

/** Makes the {@link DigestList} of a live index. */
public final class DocumentDigests {

    private static final TimeValue KEEP = TimeValue.timeValueMinutes(5);

    private final Client client;

    public DocumentDigests(Client client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * Reads every document of an index as of now and writes the list, flushed to the disk.
     *
     * @param index its state, which tells how large a page of documents may be
     * @param file to write; replaced if it exists
     * @param visitor shown each document
     * @return how many documents there are
     * @throws BackupException (ELASTICSEARCH) if any shard fails or a document is stored without source, (IO) if the file cannot be written
     */
    public long scan(IndexState index, Path file, DocumentVisitor visitor, Progress progress) {
        try (DigestList list = new DigestList(file); DocumentScroll documents = DocumentScroll.open(client, index, KEEP, DocumentScroll.PAGE_BYTES)) {
            long count = documents.forEach(hit -> {
                list.add(hit);
                visitor.document(hit.getId(), hit.getSourceRef());
            }, progress);
            list.write();
            return count;
        } catch (IOException e) {
            throw Failures.changing("write", file, e);
        }
    }
}
