package org.alien4cloud.plugin.backup.service;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.bench.FileData;
import org.alien4cloud.plugin.backup.bench.Report;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.service.FileTool.Work;

/**
 * Compares how long this plugin and other tools take to back files up and to restore them.
 *
 * <p>The tools take turns. Each step is one process from its start to its end, or one call to a running server; the
 * time includes writing the disk's caches out. The results go into docs/benchmarks.md, which says how to run it.
 */
public final class FileBench {

    private static final String ALL = "all";
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int TIMES = Integer.getInteger("times", 1);
    /** The programs of the peers to measure, or {@link #ALL}. */
    private static final List<String> PEERS =
            Arrays.asList(System.getProperty("peers", ALL).split(","));

    /** Directories with fewer files are deleted before the end. */
    private static final int FEW_FILES = 2000;

    private static final int NIGHTS = 10;
    /** The files that change: 1% of 40,000. */
    private static final int SHARE = 400;

    private final Path root;
    private final Path report;
    private Path round;
    private Path data;
    private final Map<String, FileServer> servers = new LinkedHashMap<>();
    private final Map<String, Map<Work, List<Double>>> seconds = new LinkedHashMap<>();
    private final Map<String, Long> added = new LinkedHashMap<>();

    private FileBench(Path root, Path report) {
        this.root = root;
        this.report = report;
    }

    /** @param arguments a directory that is emptied and used; the document to write the result into */
    public static void main(String[] arguments) throws Exception {
        new FileBench(Paths.get(arguments[0]).toAbsolutePath(), Paths.get(arguments[1])).run();
    }

    private void run() throws Exception {
        List<FileTool> tools = new ArrayList<>();
        for (FileTool tool : FileTool.all()) {
            if (!isWanted(tool)) {
                continue;
            }
            if (shell("command -v " + tool.program(), null) == 0) {
                tools.add(tool);
            } else {
                System.out.println("Left out, since it is not installed: " + tool.name());
            }
        }
        DurableFiles.deleteTree(root);
        servers.put(FileTool.RUNNING, new FileServer());
        warmUp();
        for (int number = 0; number < ROUNDS; number++) {
            // few files are removed before the end: some file systems are slow for minutes after many were removed
            round = root.resolve("round-" + number);
            data = round.resolve("data");
            Files.createDirectories(round);
            round(number, tools);
            System.out.println("Round " + (number + 1) + " of " + ROUNDS + " is done.");
        }
        servers.get(FileTool.RUNNING).close();
        String measured = new FileReport(seconds, added, FileTool.OURS).text(ROUNDS, TIMES);
        System.out.println(measured);
        Report.writeInto(report, TIMES == 1 ? "files" : "more files", measured);
        DurableFiles.deleteTree(root);
    }

    /** Tells whether to measure a tool. With much data one form of the plugin is enough, as starting weighs little. */
    private static boolean isWanted(FileTool tool) {
        if (tool.isOurs()) {
            return TIMES == 1 || tool.name().equals(FileTool.OURS);
        }
        return PEERS.contains(ALL) || PEERS.contains(tool.program());
    }

    /** Makes backups of other data, as a server does each night. */
    private void warmUp() throws Exception {
        FileServer server = servers.get(FileTool.RUNNING);
        Path before = root.resolve("before");
        new FileData(-1).write(before.resolve("data"), 1);
        Files.createDirectories(before.resolve("snapshots"));
        for (int night = 0; night < NIGHTS; night++) {
            new FileData(night).change(before.resolve("data"), SHARE);
            server.call("backup " + before + " " + before.resolve("data") + " night" + night);
        }
        server.call("restore " + before + " " + Files.createDirectory(before.resolve("restored")) + " night0");
        server.call("restore " + before + " " + before.resolve("restored") + " night1");
    }

    private void round(int number, List<FileTool> tools) throws Exception {
        FileData made = new FileData(number);
        made.write(data, TIMES);
        List<FileTool> turn = new ArrayList<>(tools);
        Collections.rotate(turn, number);
        try (FileServer started = new FileServer()) {
            servers.put(FileTool.JUST_STARTED, started);
            for (FileTool tool : turn) {
                Files.createDirectories(directory(tool.name(), "R"));
                require(tool.prepare(), tool);
                time(tool, Work.FIRST);
                time(tool, Work.REPEATED);
            }
            time("find", Work.REPEATED, "find $D -printf '%s %T@ %C@ %m\\n' > /dev/null", null);
            time(FileTool.OURS, Work.PLANNED, FileTool.RUNNING + "plan $R $D two", null);
            long changed = made.change(data, SHARE * TIMES);
            for (FileTool tool : turn) {
                long before = size(directory(tool.name(), "R"));
                time(tool, Work.CHANGED);
                added.put(tool.name(), Math.round(100.0 * (size(directory(tool.name(), "R")) - before) / changed));
                Files.createDirectories(directory(tool.name(), "T"));
                time(tool, Work.RESTORED);
                requireSame(tool);
                backUpRestored(tool);
                new FileData(100 + number).change(directory(tool.name(), "T"), SHARE * TIMES);
                time(tool, Work.RESTORED_CHANGED);
                requireSame(tool);
                if (count(directory(tool.name(), "R")) < FEW_FILES) {
                    DurableFiles.deleteTree(directory(tool.name(), "R"));
                }
            }
        }
    }

    /** Backs the restored data up, as a server has done before it needs a restore again. */
    private void backUpRestored(FileTool tool) throws Exception {
        if (tool.isOurs()) {
            run(tool.name(), tool.command(Work.REPEATED).replace("$R $D two", "$R $T four"), tool);
        }
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.count();
        }
    }

    private void time(FileTool tool, Work work) throws Exception {
        time(tool.name(), work, tool.command(work), tool);
    }

    private void time(String name, Work work, String command, FileTool tool) throws Exception {
        // some tools drop what they read from the file system's cache, which would slow the next one down
        String read = tool == null ? "$D" : work == Work.RESTORED || work == Work.RESTORED_CHANGED ? "$R $T" : "$D";
        require("find " + read + " -type f -exec cat {} + > /dev/null", tool);
        shell("sync", null);
        long began = System.nanoTime();
        run(name, command, tool);
        require("sync -f " + root, null);
        seconds.computeIfAbsent(name, any -> new LinkedHashMap<>())
                .computeIfAbsent(work, any -> new ArrayList<>())
                .add((System.nanoTime() - began) / 1e9);
    }

    private void run(String name, String command, FileTool tool) throws Exception {
        for (Map.Entry<String, FileServer> server : servers.entrySet()) {
            if (command.startsWith(server.getKey())) {
                server.getValue()
                        .call(command.substring(server.getKey().length())
                                .replace("$D", data.toString())
                                .replace("$R", directory(name, "R").toString())
                                .replace("$T", directory(name, "T").toString()));
                return;
            }
        }
        require(command, tool);
    }

    private Path directory(String tool, String which) {
        return round.resolve(which + "-" + tool.replaceAll("[^a-z]", ""));
    }

    /** Compares what was restored with what was backed up, by another program. */
    private void requireSame(FileTool tool) throws Exception {
        // the plugin notes its backups in the data directory itself
        require("diff -r -x '.a4c-backup-lineage-*' $D $T", tool);
    }

    private void require(String command, FileTool tool) throws Exception {
        int exitCode = shell(command, tool);
        if (exitCode != 0) {
            throw new IllegalStateException("Exit code " + exitCode + " of: " + command);
        }
    }

    private int shell(String command, FileTool tool) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"));
        if (data != null) {
            builder.environment().put("D", data.toString());
        }
        if (tool != null) {
            builder.environment().put("R", directory(tool.name(), "R").toString());
            builder.environment().put("T", directory(tool.name(), "T").toString());
        }
        return builder.start().waitFor();
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            // a file with two hard links takes its space once
            return walk
                    .filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            FileBench::identity, file -> file.toFile().length(), (one, other) -> one))
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private static Object identity(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
