package org.alien4cloud.plugin.backup.repository;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;

/** Defines the names of the entries in an archive; docs/format.md, "Archives", specifies them and their order. */
final class ArchiveFormat {

    /** The version that this code writes, and the newest that it reads. */
    static final int VERSION = 1;

    static final String DESCRIPTION = "archive.json";
    static final String BACKUP = "backup/";
    static final String CONTENTS = "contents/";
    static final String DIGESTS = "digests.txt";

    /** The maximum size of a description, in bytes. */
    static final long DESCRIPTION_BYTES = 1 << 16;

    /** The index names that Elasticsearch allows, all of which are plain file names too. */
    private static final String INDEX = "[^\\s\\p{Cntrl}\\\\/*?\"<>|,#:.][^\\s\\p{Cntrl}\\\\/*?\"<>|,#:]{0,254}";

    private static final Pattern COMPRESSED = Pattern.compile("files\\.jsonl\\.gz|inventory\\.jsonl\\.gz|documents/"
            + INDEX + "\\.gz|indices/" + INDEX + "\\.ndjson\\.gz");
    private static final Pattern OTHERS =
            Pattern.compile("configuration/[A-Za-z0-9][A-Za-z0-9._-]{0,200}|manifest\\.json|manifest\\.sha256|indices/"
                    + INDEX + "\\.json");

    /** Describes an archive in its first entry, so that a reader can tell whether it can read the rest. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    static final class Description {

        private final int archiveVersion;
        private final BackupName name;

        @JsonCreator
        Description(@JsonProperty("archiveVersion") int archiveVersion, @JsonProperty("name") BackupName name) {
            this.archiveVersion = archiveVersion;
            this.name = name;
        }

        /**
         * Reads a description.
         *
         * @throws BackupException (CHECK_FAILED) if it is damaged or of a newer version
         */
        static Description parse(byte[] json) {
            Description description;
            try {
                description = Json.mapper().readValue(json, Description.class);
            } catch (IOException e) {
                throw new BackupException(
                        BackupException.Kind.CHECK_FAILED, "The archive's " + DESCRIPTION + " is damaged.", e);
            }
            if (description.archiveVersion < 1 || description.archiveVersion > VERSION || description.name == null) {
                throw BackupException.damaged("The archive has version " + description.archiveVersion
                        + ", this plugin reads up to " + VERSION + ". Use a newer version of the plugin.");
            }
            return description;
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
     * Tells whether an archive may have this file of a backup's directory. Files that only the backup's engine needs
     * are left out.
     */
    static boolean isPartOfArchives(String path) {
        return isCompressed(path) || OTHERS.matcher(path).matches();
    }
}
