package org.alien4cloud.plugin.backup.elasticsearch;

/**
 * Says how many documents are asked for with one request, so that their sources fit into memory.
 *
 * <p>Elasticsearch tells the size of a source only by handing it over, and statistics do not tell it either: Lucene
 * counts each nested object as a document. So the first request is for a few documents, and later ones follow the bytes
 * that were seen. What was not seen yet may be larger than all before, in an index of small documents with large ones
 * at its end: hence no request is for more than {@link #MOST}, which is what bounds an answer in such a place. More
 * would hardly be faster: reading 100,000 documents of 500 bytes takes about as long in answers of 50 as of 4000.
 */
final class PageSize {

    /** Documents that are asked for while nothing is known of them. */
    static final int FIRST = 8;
    /** Documents that are asked for at most. */
    static final int MOST = 50;
    /** Bytes of sources that one answer is meant to have; a single document may have more. */
    static final long BYTES = 4 << 20;

    private PageSize() {}

    /**
     * Returns how many documents to ask for: at least one.
     *
     * @param largest bytes of the largest source that was seen
     * @param bytes of sources that the answer is meant to have
     */
    static int of(long largest, long bytes) {
        return (int) Math.max(1, Math.min(MOST, bytes / Math.max(1, largest)));
    }
}
