package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Describes something that a verification found wrong: the file on disk, the problem, and what it means for the backup.
 */
@JsonPropertyOrder({"path", "problem", "reason", "harmful", "affectedFiles", "examples", "index"})
public final class Finding {

    /** Names what is wrong with a file. */
    public enum Problem {
        DAMAGED,
        MISSING,
        EXTRA
    }

    /** Most paths that are named as examples. */
    public static final int MAX_EXAMPLES = 5;
    /** Stands for the names of all indices: the documents of all are lost. */
    public static final String ALL_INDICES = "*";

    private final String path;
    private final Problem problem;
    private final String reason;
    private final boolean harmful;
    private final long affectedFiles;
    private final List<String> examples;
    private final String index;

    /**
     * Makes a finding that is not about the documents of an index.
     *
     * @param path relative to the backup directory, with {@code /}; absolute for a file elsewhere
     * @param reason what is wrong, as the rest of a sentence that begins with the path; a full stop at its end is left
     *     out
     * @param harmful whether this backup cannot be restored as a whole because of it
     * @param affectedFiles how many files of the backup cannot be restored because of it; 0 if it is not about contents
     *     of files
     * @param examples paths of such files, the first few
     */
    public Finding(
            String path, Problem problem, String reason, boolean harmful, long affectedFiles, List<String> examples) {
        this(path, problem, reason, harmful, affectedFiles, examples, null);
    }

    @JsonCreator
    private Finding(
            @JsonProperty("path") String path,
            @JsonProperty("problem") Problem problem,
            @JsonProperty("reason") String reason,
            @JsonProperty("harmful") boolean harmful,
            @JsonProperty("affectedFiles") long affectedFiles,
            @JsonProperty("examples") List<String> examples,
            @JsonProperty("index") String index) {
        this.path = printable(Objects.requireNonNull(path, "path"));
        this.problem = Objects.requireNonNull(problem, "problem");
        this.reason = printable(reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason);
        this.harmful = harmful;
        this.affectedFiles = affectedFiles;
        List<String> shown = new ArrayList<>();
        for (String example : examples == null ? Collections.<String>emptyList() : examples) {
            shown.add(printable(example));
        }
        this.examples = Collections.unmodifiableList(shown);
        this.index = index;
    }

    /** Returns this finding as one that prevents restoring the documents of an index, or of {@link #ALL_INDICES}. */
    public Finding ofIndex(String lost) {
        return new Finding(path, problem, reason, harmful, affectedFiles, examples, lost);
    }

    /**
     * Bytes in a name that are not UTF-8 are lone surrogates (docs/format.md, Paths), which neither a log nor a page
     * can show.
     */
    private static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                                || Character.isISOControl(point)
                        ? '\ufffd'
                        : point)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    @JsonProperty
    public String path() {
        return path;
    }

    @JsonProperty
    public Problem problem() {
        return problem;
    }

    @JsonProperty
    public String reason() {
        return reason;
    }

    @JsonProperty
    public boolean harmful() {
        return harmful;
    }

    @JsonProperty
    public long affectedFiles() {
        return affectedFiles;
    }

    @JsonProperty
    public List<String> examples() {
        return examples;
    }

    /**
     * Returns the index whose documents Elasticsearch cannot restore because of this; null if it concerns something
     * else.
     */
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public String index() {
        return index;
    }

    /** Returns a line for a person: what is wrong, where, and what it means. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder()
                .append(problem)
                .append(' ')
                .append(path)
                .append(": ")
                .append(reason)
                .append('.');
        if (affectedFiles > 0) {
            line.append(String.format(Locale.ROOT, " Files that cannot be restored: %,d (", affectedFiles))
                    .append(String.join(", ", examples))
                    .append(affectedFiles > examples.size() ? ", ...)." : ").");
        } else if (!harmful) {
            line.append(" This backup does not need it.");
        }
        return line.toString();
    }
}
