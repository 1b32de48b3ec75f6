package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.bench.DocumentData;
import org.alien4cloud.plugin.backup.bench.Report;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;

/**
 * Compares the engines with what an administrator would do by hand: Elasticsearch's own snapshot API, and elasticdump.
 * They take turns on the same node and data. The results go into docs/benchmarks.md, which says how to run it.
 */
public final class EngineBench {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int MANY_INDICES = 55;
    private static final int DOCUMENTS_OF_EACH = 2000;
    private static final int DUMPED_DOCUMENTS = 100_000;
    private static final long LARGE_BYTES = 1L << 30;
    private static final String TEMPORARY_PREFIX = "a4c-backup-tmp-bench-";

    private final Path directory;
    private final EmbeddedElasticsearch elasticsearch;
    private final Client client;
    private final Random random = new Random(42);
    private final DocumentData data = new DocumentData(42);
    private final EngineReport report = new EngineReport();
    private final MeasuredIndices measured;
    private int count;

    private EngineBench(Path directory) throws IOException {
        this.directory = directory;
        DurableFiles.deleteTree(directory);
        Files.createDirectories(directory.resolve("repositories"));
        this.elasticsearch = EmbeddedElasticsearch.start(directory.resolve("repositories"), true);
        this.client = elasticsearch.nodeClient();
        this.measured = new MeasuredIndices(client);
    }

    /**
     * Runs the parts that {@code -Dparts} names: {@code many}, {@code large}, {@code dump}, or else all of them.
     * {@code -Delasticdump} is the command that runs elasticdump.
     *
     * @param arguments a directory that is emptied and used; the document to write the result into
     */
    public static void main(String[] arguments) throws Exception {
        EngineBench bench = new EngineBench(Paths.get(arguments[0]).toAbsolutePath());
        List<String> parts =
                Arrays.asList(System.getProperty("parts", "many,large,dump").split("[ ,]+"));
        String elasticdump = System.getProperty("elasticdump", "elasticdump");
        try {
            if (parts.contains("many")) {
                bench.manyIndices();
            }
            if (parts.contains("large")) {
                bench.largeIndex();
            }
            if (parts.contains("dump")
                    && Report.line("command -v " + elasticdump + " || echo absent")
                            .equals("absent")) {
                System.out.println("Left out, since it is not installed: elasticdump");
            } else if (parts.contains("dump")) {
                bench.exportAndImport(elasticdump);
            }
            Report.writeInto(Paths.get(arguments[1]), "engines", bench.report.text(ROUNDS));
        } finally {
            bench.elasticsearch.close();
        }
    }

    private void manyIndices() throws Exception {
        List<String> indices = new ArrayList<>();
        for (int i = 0; i < MANY_INDICES; i++) {
            indices.add("many" + i);
            measured.fill("many" + i, DOCUMENTS_OF_EACH, () -> data.words(500));
        }
        digests(indices);
        comparisons(indices);
        compareSnapshots(
                MANY_INDICES + " indices of one shard, " + DOCUMENTS_OF_EACH + " documents each",
                indices,
                Settings.builder()
                        .put("max_snapshot_bytes_per_sec", "10gb")
                        .put("max_restore_bytes_per_sec", "10gb")
                        .build());
    }

    private void largeIndex() throws Exception {
        List<String> indices = Arrays.asList("large0", "large1");
        for (String index : indices) {
            measured.fill(index, (int) (LARGE_BYTES / indices.size() / 20_000), () -> hexadecimal(20_000));
        }
        compareSnapshots("1 GiB of documents, Elasticsearch with its default throttle", indices, Settings.EMPTY);
    }

    private void digests(List<String> indices) throws IOException {
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<IndexState> states =
                    new ArrayList<>(new IndexInspector(client).inspect(indices).values());
            long start = System.nanoTime();
            long documents = new DocumentDigests(client)
                            .scan(
                                    states,
                                    index -> directory.resolve(index + ".gz"),
                                    DocumentVisitor.NONE,
                                    Progress.NONE)
                            .values()
                            .stream()
                            .mapToLong(Long::longValue)
                            .sum();
            rates.add(documents / seconds(start) / 1000);
        }
        report.add(
                String.format(Locale.ROOT, "digests of %,d documents", indices.size() * DOCUMENTS_OF_EACH),
                rates,
                " thousand documents/s");
    }

    /** Measures how a restore finds what it must change, after 1% was written since the backup. */
    private void comparisons(List<String> indices) throws IOException {
        EngineBackup backup = backUp(snapshots(), indices);
        List<Double> micros = new ArrayList<>();
        List<Double> microsOfAll = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String index : indices) {
                measured.write(index, DOCUMENTS_OF_EACH / 100, () -> data.words(500));
            }
            micros.add(comparison(backup, indices, DocumentVisitor.NONE));
            microsOfAll.add(comparison(backup, indices, new DocumentVisitor() {
                @Override
                public void begin(String index) {
                    // reading the document is what is measured
                }

                @Override
                public void document(String id, BytesReference source) {
                    // reading the document is what is measured
                }
            }));
        }
        int documents = indices.size() * DOCUMENTS_OF_EACH;
        report.add(
                String.format(
                        Locale.ROOT, "%,d documents compared with a backup, 1%% written since; for each", documents),
                micros,
                " us");
        report.add("the same, every document read", microsOfAll, " us");
        int processors = Runtime.getRuntime().availableProcessors();
        report.goal(
                "documents compared for a plan",
                "at most 10 us of a processor each (100,000/s)",
                10,
                micros.stream().map(each -> each * processors).collect(Collectors.toList()));
    }

    /** Returns the microseconds for each document. */
    private double comparison(EngineBackup backup, List<String> indices, DocumentVisitor visitor) throws IOException {
        Path work = Files.createDirectories(directory.resolve("comparison"));
        long[] different = new long[1];
        long start = System.nanoTime();
        BackedUpIndices backedUp =
                new BackedUpIndices(client, backup.manifest(), backup.directory(), false, TEMPORARY_PREFIX);
        new DocumentComparison(client, backedUp)
                .run(
                        indices,
                        work,
                        ProtectedDocuments.NONE,
                        visitor,
                        (index, id, change) -> different[0]++,
                        Progress.NONE);
        double seconds = seconds(start);
        require(different[0] > 0);
        return seconds * 1e6 / (indices.size() * DOCUMENTS_OF_EACH);
    }

    private SnapshotEngine snapshots() {
        return new SnapshotEngine(
                client, SnapshotRepositorySettings.fileSystem("bench" + ++count), directory.resolve("raised-limits"));
    }

    private void compareSnapshots(String what, List<String> indices, Settings settings) throws Exception {
        double[][] seconds = new double[4][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            PlainSnapshot plain =
                    new PlainSnapshot(client, directory.resolve("repositories"), "plain" + ++count, indices, settings);
            seconds[0][round] = seconds(plain::create);
            measured.delete(indices);
            seconds[2][round] = seconds(plain::restore);
            EngineBackup backup = backUp(snapshots(), indices);
            seconds[1][round] = backup.captureSeconds();
            measured.delete(indices);
            seconds[3][round] = seconds(() -> backup.restore(indices));
        }
        report.compare(what + ", snapshot", seconds[0], seconds[1]);
        report.compare(what + ", restore", seconds[2], seconds[3]);
    }

    private EngineBackup backUp(IndexEngine engine, List<String> indices) throws IOException {
        return EngineBackup.make(engine, directory.resolve("backups").resolve("bench" + ++count), indices);
    }

    /** Compares with elasticdump. The first round warms both up and counts, as each runs for seconds. */
    private void exportAndImport(String elasticdump) throws Exception {
        String index = "dumped";
        measured.fill(index, DUMPED_DOCUMENTS, () -> data.words(1400));
        String url = "http://" + elasticsearch.httpAddress();
        double[][] seconds = new double[4][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Path dump = directory.resolve("dump" + round + ".json.gz");
            long start = System.nanoTime();
            run(
                    elasticdump,
                    "--input=" + url + "/" + index,
                    "--output=" + dump,
                    "--type=data",
                    "--fsCompress",
                    "--quiet");
            seconds[0][round] = seconds(start);
            EngineBackup backup = backUp(new ExportEngine(client, TEMPORARY_PREFIX), Collections.singletonList(index));
            seconds[1][round] = backup.captureSeconds();
            String into = "imported" + round;
            measured.create(into);
            start = System.nanoTime();
            run(
                    elasticdump,
                    "--input=" + dump,
                    "--output=" + url + "/" + into,
                    "--type=data",
                    "--fsCompress",
                    "--quiet");
            client.admin().indices().prepareRefresh(into).get();
            seconds[2][round] = seconds(start);
            require(client.prepareSearch(into).setSize(0).get().getHits().getTotalHits() == DUMPED_DOCUMENTS);
            measured.delete(Collections.singletonList(index));
            seconds[3][round] = seconds(() -> backup.restore(Collections.singletonList(index)));
        }
        String what = DUMPED_DOCUMENTS + " documents, elasticdump";
        report.compare(what + ", export", seconds[0], seconds[1]);
        report.compare(what + ", import", seconds[2], seconds[3]);
    }

    /** Returns a text that Elasticsearch compresses by half at most, so that the index is large on the disk too. */
    private String hexadecimal(int bytes) {
        StringBuilder text = new StringBuilder(bytes + 16);
        while (text.length() < bytes) {
            text.append(Long.toHexString(random.nextLong())).append(' ');
        }
        return text.toString();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(command[0].split(" ")));
        words.addAll(Arrays.asList(command).subList(1, command.length));
        require(new ProcessBuilder(words).inheritIO().start().waitFor() == 0);
    }

    private static void require(boolean success) {
        if (!success) {
            throw new IllegalStateException("A step of the benchmark failed, so nothing was measured.");
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return seconds(start);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
