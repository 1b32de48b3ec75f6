package org.alien4cloud.plugin.backup.bench;

import java.nio.file.Paths;
import java.util.Locale;
import org.alien4cloud.plugin.backup.elasticsearch.BulkParts;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Measures inner parts of the plugin with JMH, and writes the results into docs/benchmarks.md. */
public final class PartsBench {

    private static final int WARM_UPS = 3;
    private static final int ROUNDS = Integer.getInteger("rounds", 5);

    private PartsBench() {}

    /** @param arguments the document to write the result into */
    public static void main(String[] arguments) throws Exception {
        OptionsBuilder options = new OptionsBuilder();
        for (Class<?> part :
                new Class<?>[] {HashingParts.class, WalkingParts.class, ListParts.class, BulkParts.class}) {
            options.include(part.getName());
        }
        options.forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(ROUNDS)
                .measurementTime(TimeValue.seconds(1));
        StringBuilder text = new StringBuilder(Report.machine())
                .append(", one call, ")
                .append(ROUNDS)
                .append(" iterations of a second after ")
                .append(WARM_UPS)
                .append(" that do not count.\n\n| part | | time |\n|---|---|---|\n");
        for (RunResult run : new Runner(options.build()).run()) {
            BenchmarkParams what = run.getParams();
            Result<?> result = run.getPrimaryResult();
            String[] name = what.getBenchmark().split("\\.");
            text.append(String.format(
                    Locale.ROOT,
                    "| %s.%s | %s | %.1f (%.1f to %.1f) %s |%n",
                    name[name.length - 2],
                    name[name.length - 1],
                    what.getParamsKeys().isEmpty() ? "" : what.getParam("bytes") + " bytes",
                    result.getScore(),
                    result.getStatistics().getMin(),
                    result.getStatistics().getMax(),
                    result.getScoreUnit().replace("/op", "")));
        }
        Report.writeInto(Paths.get(arguments[0]), "parts", text.toString());
    }
}
