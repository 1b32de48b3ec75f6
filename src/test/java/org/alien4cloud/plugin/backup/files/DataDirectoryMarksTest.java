package org.alien4cloud.plugin.backup.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DataDirectoryMarksTest {

    private static final String REPOSITORY = "0123";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path data;
    private DataDirectoryMarks lineage;

    @Before
    public void make() throws IOException {
        data = folder.newFolder("alien").toPath();
        lineage = new DataDirectoryMarks(data);
    }

    private static Manifest backup(String mark) {
        return Manifest.builder()
                .name(BackupName.of("b"))
                .repositoryId(REPOSITORY)
                .trigger(BackupOrigin.MANUAL)
                .engine("export")
                .lineage(mark)
                .build();
    }

    private Path file() {
        return data.resolve(DataDirectoryMarks.PREFIX + REPOSITORY);
    }

    @Test
    public void distrustsBackupsWithoutMark() {
        assertTrue(lineage.doubt(backup("one")).get().contains("Backup b left no mark in the data directory " + data));
        lineage.add(REPOSITORY, "one", Collections.emptyList());
        assertFalse(lineage.doubt(backup("one")).isPresent());
        assertTrue(lineage.doubt(backup("two")).isPresent());
        assertTrue("one that left none", lineage.doubt(backup(null)).isPresent());
    }

    @Test
    public void keepsMarksOfExistingBackups() {
        lineage.add(REPOSITORY, "one", Collections.emptyList());
        lineage.add(REPOSITORY, "two", Collections.singleton("one"));
        lineage.add("other", "else", Collections.emptyList());
        lineage.add(REPOSITORY, "three", Arrays.asList("two", "never written"));
        assertFalse(lineage.holds(REPOSITORY, "one"));
        assertTrue(lineage.holds(REPOSITORY, "two"));
        assertTrue(lineage.holds(REPOSITORY, "three"));
        assertFalse(lineage.holds(REPOSITORY, "never written"));
        assertTrue(lineage.holds("other", "else"));
    }

    @Test
    public void isReadableForItsOwnerOnlyAndInNoTree() throws IOException {
        lineage.add(REPOSITORY, "one", Collections.emptyList());
        Files.write(data.resolve(file().getFileName() + ".new"), new byte[1]);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
        new TreeScanner(Progress.NONE).scan(new DataTree(data, Collections.emptyList()), entry -> {
            throw new AssertionError(entry.path());
        });
    }

    @Test
    public void warnsOfDamagedFileAndReplacesIt() throws IOException {
        lineage.add(REPOSITORY, "one", Collections.emptyList());
        byte[] content = Files.readAllBytes(file());
        content[3] ^= 1;
        Files.write(file(), content);
        String doubt = lineage.doubt(backup("one")).get();
        assertTrue(doubt, doubt.contains("not known") && doubt.contains("is damaged"));
        lineage.add(REPOSITORY, "two", Collections.singleton("one"));
        assertFalse(lineage.holds(REPOSITORY, "one"));
        assertTrue(lineage.holds(REPOSITORY, "two"));
    }

    @Test
    public void keepsUnreadableFile() throws IOException {
        Files.createDirectory(file());
        assertEquals(
                BackupException.Kind.IO,
                assertThrows(BackupException.class, () -> lineage.add(REPOSITORY, "one", Collections.emptyList()))
                        .kind());
        assertTrue(lineage.doubt(backup("one")).get().contains("not known"));
    }
}
