package org.alien4cloud.plugin.backup.model;

import com.fasterxml.jackson.annotation.JsonCreator;

/** Holds the passphrase that an archive is encrypted with. It is never stored or printed. */
public final class Passphrase {

    private static final int LEAST = 8;
    private static final int MOST = 1000;

    private final String text;

    private Passphrase(String text) {
        this.text = text;
    }

    /** @throws InvalidInputException if the text is null, or has fewer than 8 or more than 1,000 characters */
    @JsonCreator
    public static Passphrase of(String text) {
        if (text == null || text.length() < LEAST || text.length() > MOST) {
            throw new InvalidInputException("A passphrase must have from " + LEAST + " to " + MOST + " characters.");
        }
        return new Passphrase(text);
    }

    public char[] chars() {
        return text.toCharArray();
    }

    @Override
    public String toString() {
        return "(a passphrase)";
    }
}
