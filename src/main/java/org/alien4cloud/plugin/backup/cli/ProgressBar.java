package org.alien4cloud.plugin.backup.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.alien4cloud.plugin.backup.model.Operation;

/**
 * Draws a progress line at the bottom of a terminal: the progress of an operation, its speed and the remaining time.
 */
final class ProgressBar {

    private static final int BAR = 24;
    private static final String ERASE = "\r\033[K";

    private final PrintStream out;
    private final int columns;
    private boolean drawn;

    /** @param columns number of columns of the terminal; 0 if there is none */
    ProgressBar(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    void draw(Operation operation) {
        if (columns <= 0) {
            return;
        }
        String line = text(operation);
        out.print(ERASE + line.substring(0, Math.min(line.length(), columns - 1)));
        out.flush();
        drawn = true;
    }

    static String text(Operation operation) {
        int filled = BAR * operation.percent() / 100;
        StringBuilder line = new StringBuilder("[");
        for (int i = 0; i < BAR; i++) {
            line.append(i < filled ? '#' : '-');
        }
        line.append(String.format(Locale.ROOT, "] %3d %%  ", operation.percent()));
        if (operation.totalBytes() > 0) {
            line.append(Output.bytes(operation.doneBytes()))
                    .append(" of ")
                    .append(Output.bytes(operation.totalBytes()))
                    .append("  ");
        }
        if (operation.bytesPerSecond() > 0) {
            line.append(Output.bytes(operation.bytesPerSecond())).append("/s  ");
            long left = operation.totalBytes() - operation.doneBytes();
            if (left > 0) {
                line.append(Output.duration(left / operation.bytesPerSecond())).append(" left  ");
            }
        }
        return line.append(operation.phase().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .toString();
    }

    /** Erases the line before other text is printed. */
    void clear() {
        if (drawn) {
            out.print(ERASE);
            out.flush();
            drawn = false;
        }
    }
}
