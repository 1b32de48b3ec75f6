package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.alien4cloud.plugin.backup.faults.FaultyFileSystem;
import org.alien4cloud.plugin.backup.faults.Quota;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DiskFailuresTest {

    private static final Path FILE = Paths.get("/tmp/file");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final DiskFailures failures = new DiskFailures("", "Do this.", "Free space.");

    @Test
    public void namesNeededAndFreeBytesOfAFullDisk() {
        IOException full = new FileSystemException("/tmp/file", null, "No space left on device");
        BackupException failure = failures.writing("write", FILE, 2_500_000, full);
        assertEquals(Kind.NO_SPACE, failure.kind());
        assertTrue(
                failure.getMessage(),
                failure.getMessage().matches("Not enough space in /tmp: 2\\.4 MiB needed, .* free\\. .*Free space\\."));
        assertEquals(full, failure.getCause());

        BackupException unknown = failures.writing("write", FILE, 0, new IOException("Disk quota exceeded"));
        assertEquals(Kind.NO_SPACE, unknown.kind());
        assertTrue(
                unknown.getMessage(),
                unknown.getMessage()
                        .matches("Not enough space in /tmp: at least 4\\.0 KiB needed, .* free\\. A quota .*"));
    }

    @Test
    public void showsExactBytesIfRoundedOnesAreEqual() throws IOException {
        Path directory = folder.getRoot().toPath();
        Path small = new FaultyFileSystem(directory, new Quota(1_019_900)).path(directory);
        assertEquals(
                "Not enough space in " + directory + ": 1,020,000 bytes needed, 1,019,900 bytes free. Free space.",
                failures.noSpace(small, 1_020_000, null).getMessage());
    }

    @Test
    public void tellsFreeBytesOfAMissingDirectory() {
        assertEquals(DiskFailures.free(Paths.get("/")), DiskFailures.free(Paths.get("/not/there/yet")), 1e9);
        assertTrue(failures.noSpace(Paths.get("/not/there/yet"), Long.MAX_VALUE, null)
                .getMessage()
                .endsWith(" free. Free space."));
    }

    @Test
    public void addsReasonAndAdvice() {
        BackupException writing = failures.writing(
                "change", FILE, 0, new FileSystemException("/tmp/file", null, "Read-only file system"));
        assertEquals(Kind.IO, writing.kind());
        assertEquals("Cannot change /tmp/file: Read-only file system. Do this.", writing.getMessage());
        assertEquals(
                "Cannot read /tmp/file: permission denied.",
                failures.reading(FILE, new AccessDeniedException("/tmp/file")).getMessage());
    }
}
