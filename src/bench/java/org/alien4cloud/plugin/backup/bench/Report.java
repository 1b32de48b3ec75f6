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
 * Formats what all benchmarks report alike: the machine, the median and the extremes of a measurement, and whether a
 * goal is reached.
 */
public final class Report {

    private static final String END = "<!-- end -->";

    private Report() {}

    /**
     * Replaces a section of a document.
     *
     * @param section the section's name; its text is between {@code <!-- measured: section -->} and the next
     *     {@code <!-- end -->}
     * @throws IllegalStateException if the document has no such section
     */
    public static void writeInto(Path document, String section, String text) throws IOException {
        String mark = "<!-- measured: " + section + " -->\n";
        String before = new String(Files.readAllBytes(document), StandardCharsets.UTF_8);
        int begin = before.indexOf(mark) + mark.length();
        int end = before.indexOf(END, begin);
        if (begin < mark.length() || end < 0) {
            throw new IllegalStateException(document + " has no section \"" + section + "\". Add the lines "
                    + mark.trim() + " and " + END + ".");
        }
        Files.write(
                document, (before.substring(0, begin) + text + before.substring(end)).getBytes(StandardCharsets.UTF_8));
    }

    /** Describes the machine and its Java. */
    public static String machine() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " processors ("
                + line("grep -m1 'model name' /proc/cpuinfo | sed 's/.*: //'") + "), "
                + line("free -g | awk 'NR==2 {print $2}'") + " GB of memory, " + line("uname -sr") + ", JDK "
                + System.getProperty("java.version");
    }

    /** Returns the first line that a shell command prints. */
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

    /**
     * Formats the median, with the least and the most in brackets.
     *
     * @param unit written after the median, as {@code " s"}
     */
    public static String spread(List<Double> values, String unit) {
        return String.format(
                Locale.ROOT,
                "%.2f%s (%.2f to %.2f)",
                median(values),
                unit,
                Collections.min(values),
                Collections.max(values));
    }

    /** Returns the ratio of two measurements in each round. */
    public static List<Double> ratios(List<Double> some, List<Double> others) {
        return IntStream.range(0, some.size())
                .mapToObj(round -> some.get(round) / others.get(round))
                .collect(Collectors.toList());
    }

    /** Returns the head of the table of goals. */
    public static String goals() {
        return "| work | goal | measured | |\n|---|---|---|---|\n";
    }

    /** Returns a row of the table of goals: the median must be at most {@code most}. */
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
