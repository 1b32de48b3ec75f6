package org.alien4cloud.plugin.backup.repository;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.BackupException;

/** Reports (CHECK_FAILED) a file of the repository that is damaged or missing. */
final class DamagedException extends BackupException {

    private final transient Path path;
    private final boolean missing;
    private final String reason;

    /** @param reason what is wrong, as the end of a sentence that begins with the path */
    DamagedException(Path path, String reason) {
        this(path, false, reason, null);
    }

    private DamagedException(Path path, boolean missing, String reason, Throwable cause) {
        super(Kind.CHECK_FAILED, path + (missing ? " is missing." : " is damaged: " + reason + "."), cause);
        this.path = path;
        this.missing = missing;
        this.reason = reason;
    }

    static DamagedException because(Path path, String reason, Throwable cause) {
        return new DamagedException(path, false, reason, cause);
    }

    static DamagedException missing(Path path) {
        return new DamagedException(path, true, "it is missing", null);
    }

    Path path() {
        return path;
    }

    boolean missing() {
        return missing;
    }

    String reason() {
        return reason;
    }
}
