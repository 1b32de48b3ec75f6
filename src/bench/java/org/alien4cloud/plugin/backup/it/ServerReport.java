package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.bench.Report;

/** Formats what {@link ServerBench} measured as tables, with the goals. */
final class ServerReport {

    private final Map<String, List<Double>> measured;
    private final int fewDocuments;
    private final int manyDocuments;
    private final int fewFiles;
    private final int manyFiles;

    ServerReport(Map<String, List<Double>> measured, int fewDocuments, int manyDocuments, int fewFiles, int manyFiles) {
        this.measured = measured;
        this.fewDocuments = fewDocuments;
        this.manyDocuments = manyDocuments;
        this.fewFiles = fewFiles;
        this.manyFiles = manyFiles;
    }

    String text(int rounds) throws IOException {
        StringBuilder text = new StringBuilder(Report.machine())
                .append(". `-Drounds=")
                .append(rounds)
                .append("`; medians, the least and the most in brackets.\n\n| | |\n|---|---|\n");
        row(text, "whole backup", "backup whole", fewFiles, manyDocuments, " s");
        row(text, "backup of a server with hardly a document", "backup files", fewFiles, 0, " s");
        row(text, "backup of a server with hardly a file", "backup documents", 0, manyDocuments, " s");
        row(text, "whole backup", "backup small", fewFiles, fewDocuments, " s");
        row(text, "whole backup", "backup large", manyFiles, manyDocuments, " s");
        row(text, "users kept out by a restore of a little", "away small", fewFiles, fewDocuments, " s");
        row(text, "users kept out by a restore of as little", "away large", manyFiles, manyDocuments, " s");
        row(text, "all of that restore", "restore small", fewFiles, fewDocuments, " s");
        row(text, "all of that restore", "restore large", manyFiles, manyDocuments, " s");
        row(text, "99th percentile of a search, idle", "search idle", fewFiles, manyDocuments, " ms");
        row(
                text,
                "99th percentile of a search during a first backup",
                "search meanwhile",
                fewFiles,
                manyDocuments,
                " ms");
        text.append('\n').append(Report.goals());
        String longer = Report.median(measured.get("backup files")) > Report.median(measured.get("backup documents"))
                ? "backup files"
                : "backup documents";
        text.append(Report.goal(
                "whole backup", "at most 1.10 of the longer of its halves", 1.1, ratios("backup whole", longer)));
        text.append(Report.goal("users kept out by a restore", "at most 10 s", 10, measured.get("away small")));
        text.append(Report.goal(
                "users kept out with more data", "at most 1.30 of that", 1.3, ratios("away large", "away small")));
        text.append(Report.goal(
                "first backup with more data, for each file and document",
                "at most 1.20 of that with little",
                1.2,
                ratios("backup large", "backup small").stream()
                        .map(ratio -> ratio * (fewFiles + fewDocuments) / (manyFiles + manyDocuments))
                        .collect(Collectors.toList())));
        text.append(Report.goal(
                "99th percentile of a search during a backup",
                "at most 1.50 of idle",
                1.5,
                ratios("search meanwhile", "search idle")));
        return text.toString();
    }

    private void row(StringBuilder text, String what, String key, int files, int documents, String unit) {
        text.append(String.format(
                Locale.ROOT,
                "| %s: %,d files, %,d documents | %s |%n",
                what,
                files,
                documents,
                Report.spread(measured.get(key), unit)));
    }

    private List<Double> ratios(String some, String others) {
        return Report.ratios(measured.get(some), measured.get(others));
    }
}
