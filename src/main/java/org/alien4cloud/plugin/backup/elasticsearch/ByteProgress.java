package org.alien4cloud.plugin.backup.elasticsearch;

import org.alien4cloud.plugin.backup.model.Progress;

/** Reports bytes to a {@link Progress} whose expected total grows while Elasticsearch works. */
final class ByteProgress {

    private final Progress progress;
    private long expected;
    private long done;

    ByteProgress(Progress progress) {
        this.progress = progress;
    }

    void update(long processed, long total) {
        if (total > expected) {
            progress.expect(total - expected);
            expected = total;
        }
        if (processed > done) {
            progress.advance(processed - done);
            done = processed;
        }
    }

    void finish() {
        update(expected, expected);
    }
}
