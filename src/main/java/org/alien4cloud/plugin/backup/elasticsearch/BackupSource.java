package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Objects;

/** Bundles what a plan needs to know of a backup: its indices, its documents, and which documents to leave alone. */
public final class BackupSource {

    private final BackedUpIndices indices;
    private final BackedUpDocuments documents;
    private final DocumentFilter protectedDocuments;

    /**
     * @param documents open for reading; the caller closes them
     * @param protectedDocuments are in no plan, whatever the backup or the live index holds
     */
    public BackupSource(BackedUpIndices indices, BackedUpDocuments documents, DocumentFilter protectedDocuments) {
        this.indices = Objects.requireNonNull(indices, "indices");
        this.documents = Objects.requireNonNull(documents, "documents");
        this.protectedDocuments = Objects.requireNonNull(protectedDocuments, "protectedDocuments");
    }

    BackedUpIndices indices() {
        return indices;
    }

    BackedUpDocuments documents() {
        return documents;
    }

    DocumentFilter protectedDocuments() {
        return protectedDocuments;
    }
}
