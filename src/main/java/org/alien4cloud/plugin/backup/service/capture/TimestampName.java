package org.alien4cloud.plugin.backup.service.capture;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.alien4cloud.plugin.backup.model.BackupName;

/** Names backups after a time in UTC, such as {@code 2026-12-01_03-15-00}. */
public final class TimestampName {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss").withZone(ZoneOffset.UTC);

    private TimestampName() {}

    /** @param prefix of the name, may be empty */
    public static BackupName of(String prefix, Instant time) {
        return BackupName.of(prefix + FORMAT.format(time));
    }
}
