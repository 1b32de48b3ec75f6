package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.bench.Report;
import org.elasticsearch.Version;

/** Collects what {@link EngineBench} measures, and formats it as tables. */
final class EngineReport {

    private final StringBuilder rows = new StringBuilder();
    private final StringBuilder goals = new StringBuilder();

    /** Adds what was measured of the plugin alone; {@code unit} is written as {@code " s"}. */
    void add(String work, List<Double> ours, String unit) {
        add(String.format(Locale.ROOT, "| %s | %s | | |%n", work, Report.spread(ours, unit)));
    }

    /** Adds the seconds of each round, those of the plugin beside those of its peer. */
    void compare(String work, double[] peer, double[] ours) {
        add(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s |%n",
                work,
                Report.spread(list(ours), " s"),
                Report.spread(list(peer), " s"),
                Report.spread(Report.ratios(list(ours), list(peer)), "")));
    }

    private void add(String row) {
        rows.append(row);
        System.out.print(row);
    }

    /** Adds a goal: the median must be at most {@code most}. */
    void goal(String work, String goal, double most, List<Double> measured) {
        goals.append(Report.goal(work, goal, most, measured));
    }

    String text(int rounds) throws IOException {
        return Report.machine() + ", Elasticsearch " + Version.CURRENT + " in the same process; medians of " + rounds
                + ", the least and the most in brackets.\n\n"
                + "| work | this plugin | peer | ours/peer |\n|---|---|---|---|\n" + rows
                + (goals.length() == 0 ? "" : "\n" + Report.goals() + goals);
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().collect(Collectors.toList());
    }
}
