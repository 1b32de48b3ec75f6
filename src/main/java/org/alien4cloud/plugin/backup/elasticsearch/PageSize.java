package org.alien4cloud.plugin.backup.elasticsearch;

/**
 * Computes how many documents to ask for with one request, so that their sources fit into memory.
 *
 * <p>The size of a source is known only once it is read. Statistics do not tell it, since Lucene counts each nested
 * object as a document. So the first request is for a few documents, and later ones follow the bytes that were seen.
 * Later documents may be larger than all before. Hence no request is for more than {@link #MOST}, which bounds an
 * answer even then. More would hardly be faster: reading 100,000 documents of 500 bytes takes about as long in answers
 * of 50 as of 4000.
 */
final class PageSize {

    /** How many documents the first request asks for. */
    static final int FIRST = 8;
    /** How many documents a request asks for at most. */
    static final int MOST = 50;
    /** Intended bytes of sources in one answer; a single document may have more. */
    static final long BYTES = 4 << 20;

    private PageSize() {}

    /**
     * Returns how many documents to ask for: at least one.
     *
     * @param largest bytes of the largest source that was seen
     * @param bytes intended for the sources of the answer
     */
    static int of(long largest, long bytes) {
        return (int) Math.max(1, Math.min(MOST, bytes / Math.max(1, largest)));
    }
}
