package org.alien4cloud.plugin.backup.model;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import org.junit.Test;

public class BackupNameTest {

    @Test
    public void takesLettersDigitsUnderscoreAndHyphen() {
        for (String name : Arrays.asList("a", "7", "2026-11-22_21-38-41", "Before_Upgrade-3", repeat("x", 100))) {
            assertEquals(name, BackupName.of(name).value());
        }
    }

    @Test
    public void refusesUnsafeCharacters() {
        for (String name : Arrays.asList(
                null,
                "",
                "..",
                ".",
                "a.b",
                "v1.2",
                "a.zip",
                "../x",
                "a/b",
                "a\\b",
                "a%2fb",
                "-a",
                "_a",
                "a b",
                "a\nb",
                "a\0b",
                "\u00e9",
                repeat("x", 101),
                repeat("x", 300))) {
            assertThrows(String.valueOf(name), InvalidInputException.class, () -> BackupName.of(name));
        }
    }

    @Test
    public void refusesWordsThatArePathsOfTheApi() {
        for (String name : Arrays.asList("operations", "health", "settings", "archive", "uploads", "recover")) {
            assertThrows(name, InvalidInputException.class, () -> BackupName.of(name));
        }
    }

    @Test
    public void shortensBadNamesInMessages() {
        String message = assertThrows(InvalidInputException.class, () -> BackupName.of("\u001b[31m" + repeat("y", 300)))
                .getMessage();
        assertFalse(message, message.contains("\u001b"));
        assertTrue(message, message.length() < 200);
    }

    private static String repeat(String text, int times) {
        return String.join("", java.util.Collections.nCopies(times, text));
    }
}
