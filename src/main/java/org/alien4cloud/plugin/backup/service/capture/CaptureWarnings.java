package org.alien4cloud.plugin.backup.service.capture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.Progress;

/** Collects the warnings of a backup, and writes them to the log of the operation. */
final class CaptureWarnings {

    private static final int NAMED = 20;

    private final Progress progress;
    private final List<String> sentences = new ArrayList<>();

    CaptureWarnings(Progress progress) {
        this.progress = progress;
    }

    /** Joins the first names of a list, and counts the others. */
    static String some(Collection<String> names) {
        return names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }

    void add(String sentence) {
        sentences.add(sentence);
        progress.log(sentence);
    }

    /** Warns of links in the data directory, whose targets are not in the backup. */
    void addLinks(Collection<String> links) {
        if (!links.isEmpty()) {
            add("The backup has these links of the data directory, but not what they point to: " + some(links)
                    + ". To back up the targets, mount them in place of the links.");
        }
    }

    /** Warns of files that changed each time they were read. */
    void addUnstable(Collection<String> files) {
        if (!files.isEmpty()) {
            add("Changed during every read, so the stored copies may be inconsistent: " + some(files) + ".");
        }
    }

    /**
     * Warns of documents whose files are missing.
     *
     * @param missing path to the document that needs it
     */
    void addMissing(Map<String, String> missing) {
        if (!missing.isEmpty()) {
            add("Documents without their files: "
                    + some(missing.entrySet().stream()
                            .map(each -> each.getValue() + " needs " + each.getKey())
                            .collect(Collectors.toList()))
                    + ".");
        }
    }

    List<String> sentences() {
        return sentences;
    }
}
