package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.model.BackupName;

/** Names and order of what is in an archive; docs/format.md, "Archives", specifies it. */
final class ArchiveFormat {

    /** The version that this code writes, and the newest that it reads. */
    static final int VERSION = 1;

    static final String DESCRIPTION = "archive.json";
    static final String BACKUP = "backup/";
    static final String CONTENTS = "contents/";
    static final String DIGESTS = "digests.txt";

    /** How many bytes a description may have. */
    static final long DESCRIPTION_BYTES = 1 << 16;

    /** What Elasticsearch allows in the name of an index, which is also a mere name for a file system. */
    private static final String INDEX = "[^\\s\\p{Cntrl}\\\\/*?\"<>|,#:.][^\\s\\p{Cntrl}\\\\/*?\"<>|,#:]{0,254}";

    private static final Pattern COMPRESSED = Pattern.compile("files\\.jsonl\\.gz|inventory\\.jsonl\\.gz|documents/"
            + INDEX + "\\.gz|indices/" + INDEX + "\\.ndjson\\.gz");
    private static final Pattern OTHERS =
            Pattern.compile("configuration/[A-Za-z0-9][A-Za-z0-9._-]{0,200}|manifest\\.json|manifest\\.sha256|indices/"
                    + INDEX + "\\.json");

    /** The first entry: what tells whether the rest is worth reading. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    static final class Description {

        private final int archiveVersion;
        private final BackupName name;

        @JsonCreator
        Description(@JsonProperty("archiveVersion") int archiveVersion, @JsonProperty("name") BackupName name) {
            this.archiveVersion = archiveVersion;
            this.name = name;
        }

        @JsonProperty
        int archiveVersion() {
            return archiveVersion;
        }

        @JsonProperty
        BackupName name() {
            return name;
        }
    }

    private ArchiveFormat() {}

    static String digestLine(String sha256, String entry) {
        return sha256 + "  " + entry + "\n";
    }

    static boolean isCompressed(String path) {
        return COMPRESSED.matcher(path).matches();
    }

    /**
     * Whether an archive may have this file of a backup's directory; it leaves out what only the engine of the backup
     * needs.
     */
    static boolean isPartOfArchives(String path) {
        return isCompressed(path) || OTHERS.matcher(path).matches();
    }
}
