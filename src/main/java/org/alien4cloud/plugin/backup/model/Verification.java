package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the result of reading a whole backup and comparing it with its digests. Times are milliseconds since the epoch,
 * durations milliseconds, sizes bytes.
 */
@JsonPropertyOrder({
    "verifiedAt",
    "state",
    "deep",
    "files",
    "contents",
    "bytes",
    "durationMillis",
    "findingCount",
    "findings"
})
public final class Verification {

    /** Tells whether a backup can be restored as a whole. */
    public enum State {
        /** Everything that the backup needs is there, as it was written. */
        OK,
        /** At least one {@link Finding#harmful()} finding. */
        DAMAGED
    }

    private final long verifiedAt;
    private final State state;
    private final boolean deep;
    private final long files;
    private final long contents;
    private final long bytes;
    private final long durationMillis;
    private final long findingCount;
    private final List<Finding> findings;

    /**
     * @param verifiedAt when it ended
     * @param deep whether the indices were restored and compared, too
     * @param files regular files that the backup lists
     * @param contents number of different contents of these files
     * @param bytes that were read
     * @param findingCount number of all findings; {@code findings} may hold only the first, harmful ones before others
     */
    @JsonCreator
    public Verification(
            @JsonProperty("verifiedAt") long verifiedAt,
            @JsonProperty("state") State state,
            @JsonProperty("deep") boolean deep,
            @JsonProperty("files") long files,
            @JsonProperty("contents") long contents,
            @JsonProperty("bytes") long bytes,
            @JsonProperty("durationMillis") long durationMillis,
            @JsonProperty("findingCount") long findingCount,
            @JsonProperty("findings") List<Finding> findings) {
        this.verifiedAt = verifiedAt;
        this.state = Objects.requireNonNull(state, "state");
        this.deep = deep;
        this.files = files;
        this.contents = contents;
        this.bytes = bytes;
        this.durationMillis = durationMillis;
        this.findingCount = findingCount;
        List<Finding> sorted = new ArrayList<>(findings == null ? Collections.<Finding>emptyList() : findings);
        sorted.sort(Comparator.comparing(Finding::harmful).reversed());
        this.findings = Collections.unmodifiableList(sorted);
    }

    /** Returns this result with more findings. */
    public Verification with(List<Finding> more, long moreBytes) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(more);
        State both = more.stream().anyMatch(Finding::harmful) ? State.DAMAGED : state;
        return new Verification(
                verifiedAt,
                both,
                deep,
                files,
                contents,
                bytes + moreBytes,
                durationMillis,
                findingCount + more.size(),
                all);
    }

    /**
     * Returns this result with damage in contents that the backup shares with others. What it names already is not
     * added again.
     */
    public Verification damagedBy(Verification shared) {
        Set<String> known =
                findings.stream().filter(Finding::harmful).map(Finding::path).collect(Collectors.toSet());
        List<Finding> more = shared.findings.stream()
                .filter(finding -> !known.contains(finding.path()))
                .collect(Collectors.toList());
        Verification both = with(more, 0);
        return new Verification(
                state == State.DAMAGED ? verifiedAt : Math.max(verifiedAt, shared.verifiedAt),
                State.DAMAGED,
                deep,
                files,
                contents,
                bytes,
                durationMillis,
                both.findingCount,
                both.findings);
    }

    /** Returns this result as one for which the indices were restored and compared, too. */
    public Verification asDeep() {
        return new Verification(
                verifiedAt, state, true, files, contents, bytes, durationMillis, findingCount, findings);
    }

    /** Returns this result with the times of a verification that began at {@code startedAt}. */
    public Verification ended(long startedAt, long endedAt) {
        return new Verification(
                endedAt, state, deep, files, contents, bytes, Math.max(0, endedAt - startedAt), findingCount, findings);
    }

    /** Returns this result with at most {@code kept} of its findings. */
    public Verification withAtMost(int kept) {
        return new Verification(
                verifiedAt,
                state,
                deep,
                files,
                contents,
                bytes,
                durationMillis,
                findingCount,
                findings.subList(0, Math.min(kept, findings.size())));
    }

    @JsonProperty
    public long verifiedAt() {
        return verifiedAt;
    }

    @JsonProperty
    public State state() {
        return state;
    }

    @JsonProperty
    public boolean deep() {
        return deep;
    }

    @JsonProperty
    public long files() {
        return files;
    }

    @JsonProperty
    public long contents() {
        return contents;
    }

    @JsonProperty
    public long bytes() {
        return bytes;
    }

    @JsonProperty
    public long durationMillis() {
        return durationMillis;
    }

    @JsonProperty
    public long findingCount() {
        return findingCount;
    }

    @JsonProperty
    public List<Finding> findings() {
        return findings;
    }
}
