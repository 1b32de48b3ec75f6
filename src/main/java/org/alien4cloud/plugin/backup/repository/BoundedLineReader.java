package org.alien4cloud.plugin.backup.repository;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.zip.ZipException;

/** Reads lines and limits their length, so that a damaged or malicious file cannot fill the memory. */
final class BoundedLineReader implements Closeable {

    /** Maximum characters of a line; the longest path or document id is far shorter. */
    private static final int LONGEST = 1 << 20;

    private final Reader in;
    private final char[] buffer = new char[1 << 15];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;

    BoundedLineReader(Reader in) {
        this.in = in;
    }

    /**
     * Returns the next line without its line feed.
     *
     * @return null after the last one
     * @throws ZipException if the line is too long: the plugin wrote no such file
     */
    String next() throws IOException {
        line.setLength(0);
        while (fill()) {
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            line.append(buffer, position, end - position);
            position = end + 1;
            if (end < limit) {
                return line.toString();
            }
            if (line.length() > LONGEST) {
                throw new ZipException("A line has more than " + LONGEST + " characters");
            }
        }
        return line.length() == 0 ? null : line.toString();
    }

    /** Tells whether there are more characters, and reads some if necessary. */
    private boolean fill() throws IOException {
        if (position >= limit) {
            limit = in.read(buffer, 0, buffer.length);
            position = 0;
        }
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
