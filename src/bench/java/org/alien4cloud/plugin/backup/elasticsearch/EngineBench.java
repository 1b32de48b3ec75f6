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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.bench.DocumentData;
import org.alien4cloud.plugin.backup.bench.Report;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.IndexEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Trigger;
import org.elasticsearch.Version;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.support.ActiveShardCount;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * The index engines beside what an administrator would do by hand, on the same node and data, in turns: Elasticsearch's
 * own snapshot API, and elasticdump. Writes what it measured into docs/benchmarks.md, which says how to run it.
 */
public final class EngineBench {

    private static final int ROUNDS = 5;
    private static final int MANY_INDICES = 55;
    private static final int DOCUMENTS_OF_EACH = 2000;
    private static final int DUMPED_DOCUMENTS = 100_000;
    private static final long LARGE_BYTES = 1L << 30;

    /** As Alien4Cloud does: names are searched, contents are only kept. */
    private static final String MAPPING =
            "{\"_doc\":{\"properties\":{\"number\":{\"type\":\"long\"},\"name\":{\"type\":\"keyword\"},"
                    + "\"text\":{\"type\":\"text\",\"index\":false}}}}";

    private final Path directory;
    private final EmbeddedElasticsearch elasticsearch;
    private final Client client;
    private final Random random = new Random(42);
    private final DocumentData data = new DocumentData(42);
    private final StringBuilder report = new StringBuilder();
    private final StringBuilder goals = new StringBuilder();
    private int count;

    private EngineBench(Path directory) throws IOException {
        this.directory = directory;
        DurableFiles.deleteTree(directory);
        Files.createDirectories(directory.resolve("repositories"));
        this.elasticsearch = EmbeddedElasticsearch.start(directory.resolve("repositories"), true);
        this.client = elasticsearch.nodeClient();
    }

    /**
     * @param arguments a directory that is emptied and used; the document to write the result into; the command that
     *     runs elasticdump; then names of parts: {@code many}, {@code large}, {@code dump}; all if there are none
     */
    public static void main(String[] arguments) throws Exception {
        EngineBench bench = new EngineBench(Paths.get(arguments[0]).toAbsolutePath());
        List<String> parts = arguments.length > 3
                ? Arrays.asList(arguments).subList(3, arguments.length)
                : Arrays.asList("many", "large", "dump");
        try {
            if (parts.contains("many")) {
                bench.manyIndices();
            }
            if (parts.contains("large")) {
                bench.largeIndex();
            }
            if (parts.contains("dump")
                    && Report.line("command -v " + arguments[2] + " || echo absent")
                            .equals("absent")) {
                System.out.println("Left out, since it is not installed: elasticdump");
            } else if (parts.contains("dump")) {
                bench.exportAndImport(arguments[2]);
            }
            Report.writeInto(
                    Paths.get(arguments[1]),
                    "engines",
                    Report.machine() + ", Elasticsearch " + Version.CURRENT
                            + " in the same process; medians of " + ROUNDS + ", the least and the most in brackets.\n\n"
                            + "| work | this plugin | peer | ours/peer |\n|---|---|---|---|\n" + bench.report
                            + (bench.goals.length() == 0 ? "" : "\n" + Report.goals() + bench.goals));
        } finally {
            bench.elasticsearch.close();
        }
    }

    private void manyIndices() throws Exception {
        List<String> indices = new ArrayList<>();
        for (int i = 0; i < MANY_INDICES; i++) {
            indices.add("many" + i);
            fill("many" + i, DOCUMENTS_OF_EACH, () -> data.words(500));
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
            fill(index, (int) (LARGE_BYTES / indices.size() / 20_000), () -> hexadecimal(20_000));
        }
        compareSnapshots("1 GiB of documents, Elasticsearch with its default throttle", indices, Settings.EMPTY);
    }

    private void digests(List<String> indices) throws IOException {
        double[] rates = new double[ROUNDS];
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
            rates[round] = documents / seconds(start) / 1000;
        }
        print(String.format(
                Locale.ROOT,
                "| digests of %,d documents | %s | | |%n",
                indices.size() * DOCUMENTS_OF_EACH,
                Report.spread(list(rates), " thousand documents/s")));
    }

    /** What a restore does to know what there is to do, where 1% was written since the backup. */
    private void comparisons(List<String> indices) throws IOException {
        Backup backup = new Backup(snapshots(), indices);
        List<Double> micros = new ArrayList<>();
        List<Double> microsOfAll = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (String index : indices) {
                write(index, DOCUMENTS_OF_EACH / 100, () -> data.words(500));
            }
            micros.add(comparison(backup, indices, DocumentVisitor.NONE));
            microsOfAll.add(comparison(backup, indices, new DocumentVisitor() {
                @Override
                public void begin(String index) {
                    // that it is read is all
                }

                @Override
                public void document(String id, BytesReference source) {
                    // that it is read is all
                }
            }));
        }
        int documents = indices.size() * DOCUMENTS_OF_EACH;
        print(String.format(
                Locale.ROOT,
                "| %,d documents compared with a backup, 1%% written since; for each | %s | | |%n",
                documents,
                Report.spread(micros, " us")));
        print(String.format(
                Locale.ROOT, "| the same, every document read | %s | | |%n", Report.spread(microsOfAll, " us")));
        int processors = Runtime.getRuntime().availableProcessors();
        goals.append(Report.goal(
                "documents compared for a plan",
                "at most 10 us of a processor each (100,000/s)",
                10,
                micros.stream().map(each -> each * processors).collect(Collectors.toList())));
    }

    /** @return microseconds for each document */
    private double comparison(Backup backup, List<String> indices, DocumentVisitor visitor) throws IOException {
        Path work = Files.createDirectories(directory.resolve("comparison"));
        long[] different = new long[1];
        long start = System.nanoTime();
        BackedUpIndices backedUp =
                new BackedUpIndices(client, backup.manifest, backup.directory, false, "a4c-backup-tmp-bench-");
        new DocumentComparison(client, backedUp)
                .run(indices, work, DocumentFilter.NONE, visitor, (index, id, change) -> different[0]++, Progress.NONE);
        double seconds = seconds(start);
        require(different[0] > 0);
        return seconds * 1e6 / (indices.size() * DOCUMENTS_OF_EACH);
    }

    private SnapshotEngine snapshots() {
        return new SnapshotEngine(
                client, SnapshotRepositorySettings.fileSystem("bench" + ++count), directory.resolve("raised-limits"));
    }

    private void compareSnapshots(String what, List<String> indices, Settings bareRepository) throws Exception {
        double[][] seconds = new double[4][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            seconds[0][round] = bareSnapshot(indices, bareRepository);
            seconds[2][round] = bareRestore(indices);
            Backup backup = new Backup(snapshots(), indices);
            seconds[1][round] = backup.takeSeconds;
            seconds[3][round] = restore(backup, indices);
        }
        print(what, "snapshot", seconds[0], seconds[1]);
        print(what, "restore", seconds[2], seconds[3]);
    }

    private double bareSnapshot(List<String> indices, Settings settings) {
        String repository = "bare" + ++count;
        client.admin()
                .cluster()
                .preparePutRepository(repository)
                .setType("fs")
                .setSettings(Settings.builder()
                        .put(settings)
                        .put("compress", true)
                        .put(
                                "location",
                                directory
                                        .resolve("repositories")
                                        .resolve(repository)
                                        .toString()))
                .get();
        long start = System.nanoTime();
        require(client.admin()
                        .cluster()
                        .prepareCreateSnapshot(repository, "s")
                        .setIndices(indices.toArray(new String[0]))
                        .setIncludeGlobalState(false)
                        .setWaitForCompletion(true)
                        .get()
                        .getSnapshotInfo()
                        .failedShards()
                == 0);
        return seconds(start);
    }

    private double bareRestore(List<String> indices) {
        String repository = "bare" + count;
        delete(indices);
        long start = System.nanoTime();
        require(client.admin()
                        .cluster()
                        .prepareRestoreSnapshot(repository, "s")
                        .setIndices(indices.toArray(new String[0]))
                        .setRestoreGlobalState(false)
                        .setWaitForCompletion(true)
                        .get()
                        .getRestoreInfo()
                        .failedShards()
                == 0);
        require(!client.admin()
                .cluster()
                .prepareHealth(indices.toArray(new String[0]))
                .setWaitForGreenStatus()
                .setTimeout(TimeValue.timeValueMinutes(1))
                .get()
                .isTimedOut());
        return seconds(start);
    }

    private double restore(Backup backup, List<String> indices) {
        delete(indices);
        long start = System.nanoTime();
        backup.engine.restore(backup.manifest, backup.directory, indices, RestoreTarget.live(), Progress.NONE);
        return seconds(start);
    }

    /** The first round of each warms up, as both run for seconds only. */
    private void exportAndImport(String elasticdump) throws Exception {
        String index = "dumped";
        fill(index, DUMPED_DOCUMENTS, () -> data.words(1400));
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
            Backup backup =
                    new Backup(new ExportEngine(client, "a4c-backup-tmp-bench-"), Collections.singletonList(index));
            seconds[1][round] = backup.takeSeconds;
            String into = "imported" + round;
            create(into);
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
            seconds[3][round] = restore(backup, Collections.singletonList(index));
        }
        String what = DUMPED_DOCUMENTS + " documents, elasticdump";
        print(what, "export", seconds[0], seconds[1]);
        print(what, "import", seconds[2], seconds[3]);
    }

    /** A backup of indices; how long the engine took to capture them, what every backup does besides apart. */
    private final class Backup {
        private final IndexEngine engine;
        private final Manifest manifest;
        private final Path directory;
        private final double takeSeconds;

        Backup(IndexEngine engine, List<String> indices) throws IOException {
            this.engine = engine;
            BackupName name = BackupName.of("bench" + ++count);
            this.directory = Files.createDirectories(
                    EngineBench.this.directory.resolve("backups").resolve(name.value()));
            engine.prepare(Progress.NONE);
            long start = System.nanoTime();
            IndexCapture capture = engine.begin(name, indices, directory, PreviousCapture.NONE, DocumentVisitor.NONE);
            capture.take(Progress.NONE);
            this.takeSeconds = seconds(start);
            CapturedIndices captured = capture.finish(Progress.NONE);
            this.manifest = Manifest.builder()
                    .name(name)
                    .repositoryId("bench")
                    .trigger(Trigger.MANUAL)
                    .engine(engine.name())
                    .engineData(captured.engineData())
                    .indices(captured.indices())
                    .documents(captured.indices().stream()
                            .mapToLong(IndexEntry::documents)
                            .sum())
                    .build();
        }
    }

    private void create(String index) {
        client.admin()
                .indices()
                .prepareCreate(index)
                .setSettings(Settings.builder().put("index.number_of_shards", 1).put("index.number_of_replicas", 0))
                .addMapping("_doc", MAPPING, XContentType.JSON)
                .setWaitForActiveShards(ActiveShardCount.ALL)
                .get();
    }

    private void fill(String index, int documents, Supplier<String> text) {
        create(index);
        write(index, documents, text);
        client.admin().indices().prepareFlush(index).setForce(true).get();
        client.admin().indices().prepareRefresh(index).get();
    }

    private void write(String index, int documents, Supplier<String> text) {
        for (int i = 0; i < documents; ) {
            BulkRequestBuilder bulk = client.prepareBulk();
            for (long size = 0; size < 4 << 20 && i < documents; i++) {
                String source =
                        "{\"number\":" + i + ",\"name\":\"document " + i + "\",\"text\":\"" + text.get() + "\"}";
                bulk.add(client.prepareIndex(index, "_doc", Integer.toHexString(i * 31))
                        .setSource(source, XContentType.JSON));
                size += source.length();
            }
            require(!bulk.get().hasFailures());
        }
    }

    /**
     * Elasticsearch compresses it by half at most: what is to be 1 GiB of documents is nearly that much on the disk.
     */
    private String hexadecimal(int bytes) {
        StringBuilder text = new StringBuilder(bytes + 16);
        while (text.length() < bytes) {
            text.append(Long.toHexString(random.nextLong())).append(' ');
        }
        return text.toString();
    }

    private void delete(List<String> indices) {
        client.admin().indices().prepareDelete(indices.toArray(new String[0])).get();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(Arrays.asList(command[0].split(" ")));
        words.addAll(Arrays.asList(command).subList(1, command.length));
        require(new ProcessBuilder(words).inheritIO().start().waitFor() == 0);
    }

    private static void require(boolean success) {
        if (!success) {
            throw new IllegalStateException("It did not succeed: nothing is measured");
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private void print(String what, String way, double[] peer, double[] ours) {
        print(String.format(
                Locale.ROOT,
                "| %s, %s | %s | %s | %s |%n",
                what,
                way,
                Report.spread(list(ours), " s"),
                Report.spread(list(peer), " s"),
                Report.spread(Report.ratios(list(ours), list(peer)), "")));
    }

    private void print(String line) {
        report.append(line);
        System.out.print(line);
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().collect(Collectors.toList());
    }
}
