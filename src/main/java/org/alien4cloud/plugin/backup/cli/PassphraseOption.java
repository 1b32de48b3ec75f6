package org.alien4cloud.plugin.backup.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Passphrase;
import picocli.CommandLine.Option;

/**
 * Reads the passphrase of an archive from a file or the terminal. It never comes from the command line itself, which
 * other users can see.
 */
final class PassphraseOption {

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "A file whose first line is the passphrase. Without it, the program asks for the passphrase.")
    private Path file;

    boolean isGiven() {
        return file != null;
    }

    /**
     * Reads the passphrase.
     *
     * @param repeat whether it must be typed twice; a mistake would otherwise be noticed too late
     */
    Passphrase read(boolean repeat) {
        if (file != null) {
            return Passphrase.of(firstLine());
        }
        Console console = System.console();
        if (console == null) {
            throw new InvalidInputException(
                    "A passphrase is needed, but there is no terminal to type it. Use --passphrase-file.");
        }
        char[] typed = ask(console, "Passphrase: ");
        Passphrase passphrase = Passphrase.of(new String(typed));
        if (repeat && !Arrays.equals(typed, ask(console, "Repeat passphrase: "))) {
            throw new InvalidInputException("The two passphrases differ. Try again.");
        }
        return passphrase;
    }

    private String firstLine() {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("There is no file " + file + '.');
        }
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return lines.isEmpty() ? "" : lines.get(0);
        } catch (IOException e) {
            throw new InvalidInputException("The passphrase in " + file + " cannot be read: " + e.getMessage() + '.');
        }
    }

    private static char[] ask(Console console, String prompt) {
        char[] typed = console.readPassword(prompt);
        if (typed == null) {
            throw new InvalidInputException("No passphrase was given.");
        }
        return typed;
    }
}
