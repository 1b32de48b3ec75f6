package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.Objects;

/** Bundles what a plan needs to know of a backup: its indices, its documents, and which documents to leave alone. */
public final class BackupSource {

    private final BackedUpIndices indices;
    private final BackupDocumentReader documents;
    private final ProtectedDocuments protectedDocuments;

    /**
     * @param documents open for reading; the caller closes them
     * @param protectedDocuments are in no plan, whatever the backup or the live index holds
     */
    public BackupSource(
            BackedUpIndices indices, BackupDocumentReader documents, ProtectedDocuments protectedDocuments) {
        this.indices = Objects.requireNonNull(indices, "indices");
        this.documents = Objects.requireNonNull(documents, "documents");
        this.protectedDocuments = Objects.requireNonNull(protectedDocuments, "protectedDocuments");
    }

    BackedUpIndices indices() {
        return indices;
    }

    BackupDocumentReader documents() {
        return documents;
    }

    ProtectedDocuments protectedDocuments() {
        return protectedDocuments;
    }
}
