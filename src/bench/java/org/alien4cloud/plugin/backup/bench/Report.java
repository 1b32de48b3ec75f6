package org.alien4cloud.plugin.backup.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What all benchmarks say in the same words: on what machine, the middle and the ends of what was measured, which goal
 * is reached.
 */
public final class Report {

    private static final String END = "<!-- end -->";

    private Report() {}

    /**
     * Puts a text into the place that a document has for it.
     *
     * @param section names the place: it is between {@code <!-- measured: section -->} and the next {@code <!-- end
     *     -->}
     * @throws IllegalStateException if there is no such place
     */
    public static void writeInto(Path document, String section, String text) throws IOException {
        String mark = "<!-- measured: " + section + " -->\n";
        String before = new String(Files.readAllBytes(document), StandardCharsets.UTF_8);
        int begin = before.indexOf(mark) + mark.length();
        int end = before.indexOf(END, begin);
        if (begin < mark.length() || end < 0) {
            throw new IllegalStateException(
                    "There is no place for what was measured of " + section + " in " + document);
        }
        Files.write(
                document, (before.substring(0, begin) + text + before.substring(end)).getBytes(StandardCharsets.UTF_8));
    }

    /** The machine and its Java. */
    public static String machine() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " processors ("
                + line("grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'") + "), "
                + line("free -g | awk 'NR==2 {print $2}'") + " GB of memory, " + line("uname -sr") + ", JDK "
                + System.getProperty("java.version");
    }

    /** The first line that a shell command prints. */
    public static String line(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command).start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            return line == null ? "not installed" : line.trim();
        }
    }

    public static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** The median, and the least and the most in brackets. @param unit as {@code " s"} */
    public static String spread(List<Double> values, String unit) {
        return String.format(
                Locale.ROOT,
                "%.2f%s (%.2f to %.2f)",
                median(values),
                unit,
                Collections.min(values),
                Collections.max(values));
    }

    /** What was measured in each round by what else was measured in it. */
    public static List<Double> ratios(List<Double> some, List<Double> others) {
        return IntStream.range(0, some.size())
                .mapToObj(round -> some.get(round) / others.get(round))
                .collect(Collectors.toList());
    }

    /** The head of the table of goals. */
    public static String goals() {
        return "| work | goal | measured | |\n|---|---|---|---|\n";
    }

    /** A line of it: something of which the median is not to be more than a goal. */
    public static String goal(String work, String goal, double most, List<Double> measured) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                work,
                goal,
                spread(measured, ""),
                median(measured) <= most ? "reached" : "**missed**");
    }
}
