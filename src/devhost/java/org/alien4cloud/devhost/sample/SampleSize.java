package org.alien4cloud.devhost.sample;

/** Defines the amount of sample data. Equal values make equal data. */
public final class SampleSize {
    private final int archives;
    private final int filesPerArchive;
    private final int documents;
    private final long seed;

    private SampleSize(int archives, int filesPerArchive, int documents, long seed) {
        if (archives < 1 || filesPerArchive < 0 || documents < 0) {
            throw new IllegalArgumentException("Sample data needs at least one archive, and no negative numbers.");
        }
        this.archives = archives;
        this.filesPerArchive = filesPerArchive;
        this.documents = documents;
        this.seed = seed;
    }

    /** So many archives of 6 files beside their definition; a dozen makes about 300 documents. */
    public static SampleSize archives(int archives) {
        return new SampleSize(archives, 6, 25 * archives, 1);
    }

    /** Files in each archive beside its definition; the zip and content.json come on top. */
    public SampleSize filesPerArchive(int files) {
        return new SampleSize(archives, files, documents, seed);
    }

    /** Documents in all. The archives bring about 14 each; the rest are logs and events of deployments. */
    public SampleSize documents(int total) {
        return new SampleSize(archives, filesPerArchive, total, seed);
    }

    public SampleSize seed(long value) {
        return new SampleSize(archives, filesPerArchive, documents, value);
    }

    int archives() {
        return archives;
    }

    int filesPerArchive() {
        return filesPerArchive;
    }

    int documents() {
        return documents;
    }

    long seed() {
        return seed;
    }
}
