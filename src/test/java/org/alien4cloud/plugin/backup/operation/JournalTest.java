package org.alien4cloud.plugin.backup.operation;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class JournalTest {

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private Path file;

    @Before
    public void setUp() {
        directory = folder.getRoot().toPath();
        file = directory.resolve(Journal.FILE_NAME);
    }

    @Test
    public void isEmptyWhereThereIsNone() {
        assertFalse(Journal.open(directory).state().isPresent());
    }

    @Test
    public void keepsStateAndValuesAfterReopening() {
        Journal journal = Journal.open(directory);
        journal.append(JournalState.PLANNED, Collections.singletonMap("cause", "none yet"));
        journal.append(JournalState.QUIESCED);
        journal.append(JournalState.UNDOING, Collections.singletonMap("cause", "line one\nline two"));

        Journal reopened = Journal.open(directory);
        assertEquals(Optional.of(JournalState.UNDOING), reopened.state());
        assertEquals("line one\nline two", reopened.value("cause"));
        assertNull(reopened.value("nothing"));
    }

    @Test
    public void overwritesALastRecordThatWasCutOff() throws Exception {
        Journal journal = Journal.open(directory);
        journal.append(JournalState.PLANNED);
        int good = (int) Files.size(file);
        journal.append(JournalState.QUIESCED);
        byte[] whole = Files.readAllBytes(file);

        for (int length = good; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Journal cut = Journal.open(directory);
            assertEquals("cut at " + length, Optional.of(JournalState.PLANNED), cut.state());
            cut.append(JournalState.UNDO_LOGGED);
            assertEquals(
                    Optional.of(JournalState.UNDO_LOGGED),
                    Journal.open(directory).state());
            assertEquals(2, Journal.open(directory).records().size());
        }
    }

    @Test
    public void refusesAnyFlippedBitBeforeTheLastRecord() throws Exception {
        Journal journal = Journal.open(directory);
        journal.append(JournalState.PLANNED);
        int first = (int) Files.size(file);
        journal.append(JournalState.QUIESCED);
        byte[] whole = Files.readAllBytes(file);

        for (int bit = 0; bit < first * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= 1 << bit % 8;
            Files.write(file, damaged);
            assertThrows("bit " + bit, BackupException.class, () -> Journal.open(directory));
        }
    }

    @Test
    public void refusesARecordThatIsMissing() throws Exception {
        Journal journal = Journal.open(directory);
        journal.append(JournalState.PLANNED);
        int first = (int) Files.size(file);
        journal.append(JournalState.QUIESCED);
        journal.append(JournalState.UNDO_LOGGED);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOfRange(whole, first, whole.length));

        assertThrows(BackupException.class, () -> Journal.open(directory));
    }

    @Test
    public void failsBeforeTheActWhenItCannotBeWritten() throws Exception {
        Journal journal = Journal.open(directory.resolve("gone"));
        assertThrows(BackupException.class, () -> journal.append(JournalState.PLANNED));
        assertFalse(journal.state().isPresent());
    }

    /** On Linux, /dev/full is a disk without a free byte. */
    @Test
    public void saysThatTheDiskIsFull() throws Exception {
        Journal journal = Journal.open(directory);
        Files.createSymbolicLink(file, Paths.get("/dev/full"));
        BackupException full = assertThrows(BackupException.class, () -> journal.append(JournalState.PLANNED));
        assertEquals(BackupException.Kind.NO_SPACE, full.kind());
        assertTrue(
                full.getMessage(),
                full.getMessage().matches("Not enough space in .*: at least 4.0 KiB needed, .* free\\..*Free space.*"));
        assertFalse(journal.state().isPresent());
    }
}
