package org.alien4cloud.plugin.backup.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Prints for people and for scripts. Results go to the standard output, as text or as one JSON document. Progress and
 * failures go to the standard error. Colours and the progress bar appear only if the start script found a terminal.
 */
final class Output {

    /** System property with the number of columns, set by the start script if the standard error is a terminal. */
    private static final String COLUMNS = "alien4cloud.backup.columns";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private final PrintStream out;
    private final PrintStream err;
    private final boolean quiet;
    private final boolean json;
    private final int columns;

    Output(PrintStream out, PrintStream err, GlobalOptions options) {
        this.out = out;
        this.err = err;
        this.json = options.json;
        this.quiet = options.quiet || options.json;
        this.columns = Integer.getInteger(COLUMNS, 0);
    }

    /** Prints a line of the result, unless JSON is wanted. */
    void line(String line) {
        if (!json) {
            out.println(line);
        }
    }

    /** Prints the result as JSON, if JSON is wanted. */
    void document(Map<String, Object> document) {
        if (json) {
            try {
                out.println(new ObjectMapper().writeValueAsString(document));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns a document with one named value. */
    static Map<String, Object> named(String name, Object value) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(name, value);
        return document;
    }

    /** Prints a message about the progress, unless --quiet is given. */
    void note(String line) {
        if (!quiet) {
            err.println(line);
        }
    }

    /** Prints why there is no result. */
    void failure(String message, int exitCode) {
        if (json) {
            Map<String, Object> error = named("message", message);
            error.put("exitCode", exitCode);
            document(named("error", error));
        } else {
            err.println(red("alien4cloud-backup: ") + message);
        }
    }

    boolean isJson() {
        return json;
    }

    /** Returns the progress bar; it draws nothing without a terminal. */
    ProgressBar progressBar() {
        return new ProgressBar(err, quiet ? 0 : columns);
    }

    String red(String text) {
        return colour(31, text);
    }

    String green(String text) {
        return colour(32, text);
    }

    private String colour(int code, String text) {
        return columns > 0 && System.getenv("NO_COLOR") == null ? "\033[" + code + 'm' + text + "\033[0m" : text;
    }

    static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** Formats a time in milliseconds since the epoch, in the time zone of this machine. */
    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    static String duration(long seconds) {
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
