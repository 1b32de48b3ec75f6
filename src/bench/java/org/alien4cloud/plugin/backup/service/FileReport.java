package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.alien4cloud.plugin.backup.bench.Report;
import org.alien4cloud.plugin.backup.service.FileTool.Work;

/** Formats what {@link FileBench} measured as tables, with the goals. */
final class FileReport {

    private final Map<String, Map<Work, List<Double>>> seconds;
    private final Map<String, Long> added;
    private final String ours;

    FileReport(Map<String, Map<Work, List<Double>>> seconds, Map<String, Long> added, String ours) {
        this.seconds = seconds;
        this.added = added;
        this.ours = ours;
    }

    String text(int rounds, int times) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(Report.machine());
        for (String tool : new String[] {"cp", "tar", "rsync", "restic", "borg"}) {
            text.append(", ")
                    .append(Report.line("(" + (tool.equals("restic") ? "restic version" : tool + " --version")
                            + ") 2>/dev/null | head -1 | cut -d' ' -f1-4"));
        }
        text.append(".\n`-Drounds=")
                .append(rounds)
                .append(" -Dtimes=")
                .append(times)
                .append(
                        "`; medians, the least and the most in brackets; `ours/it`: the first row's time by that of the row, in the same round.\n\n");
        table(text);
        text.append('\n');
        goals(text);
        return text.toString();
    }

    private void table(StringBuilder text) {
        text.append(
                "| | first backup | repeated, nothing changed | restore planned, nothing differs | repeated, 1% changed | added for what changed | restored to empty | restored, 1% differs |\n");
        text.append("|---|---|---|---|---|---|---|---|\n");
        for (String name : seconds.keySet()) {
            text.append("| ").append(name).append(" |");
            for (Work work : Work.values()) {
                if (work == Work.RESTORED) {
                    text.append(added.containsKey(name) ? " " + added.get(name) + "% |" : " |");
                }
                List<Double> all = seconds.get(name).get(work);
                text.append(
                        all == null
                                ? " |"
                                : String.format(
                                        Locale.ROOT,
                                        " %s%s |",
                                        Report.spread(all, " s"),
                                        name.equals(ours)
                                                ? ""
                                                : "; ours/it " + Report.spread(ratios(work, name, work), "")));
            }
            text.append('\n');
        }
    }

    private void goals(StringBuilder text) {
        text.append(Report.goals());
        goal(text, "first backup", Work.FIRST, goals("cp -r", 1.0, "restic", 0.5, "borg", 0.8));
        goal(text, "repeated, nothing changed", Work.REPEATED, goals("borg", 0.25, "restic", 0.2, "find", 3.0));
        row(text, "restore planned, nothing differs", "`find`", 3.0, ratios(Work.PLANNED, "find", Work.REPEATED));
        goal(text, "repeated, 1% changed", Work.CHANGED, goals("borg", 0.3));
        row(text, "added for 1% changed", "what changed", 1.1, Collections.singletonList(added.get(ours) / 100.0));
        goal(text, "restored to empty", Work.RESTORED, goals("cp -r", 1.0, "restic", 0.5));
        row(
                text,
                "restored, 1% differs",
                "the restore to empty",
                0.1,
                ratios(Work.RESTORED_CHANGED, ours, Work.RESTORED));
    }

    private static Map<String, Double> goals(Object... namesAndRatios) {
        Map<String, Double> goals = new LinkedHashMap<>();
        List<Object> all = Arrays.asList(namesAndRatios);
        for (int i = 0; i < all.size(); i += 2) {
            goals.put((String) all.get(i), (Double) all.get(i + 1));
        }
        return goals;
    }

    private void goal(StringBuilder text, String what, Work work, Map<String, Double> goals) {
        goals.forEach((peer, most) -> {
            if (seconds.containsKey(peer)) {
                row(text, what, "`" + peer + "`", most, ratios(work, peer, work));
            }
        });
    }

    private static void row(StringBuilder text, String what, String peer, double most, List<Double> measured) {
        text.append(Report.goal(what, String.format(Locale.ROOT, "at most %.2f of %s", most, peer), most, measured));
    }

    private List<Double> ratios(Work work, String peer, Work ofPeer) {
        return Report.ratios(seconds.get(ours).get(work), seconds.get(peer).get(ofPeer));
    }
}
