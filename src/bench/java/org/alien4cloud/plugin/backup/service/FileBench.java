package org.alien4cloud.plugin.backup.service;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.bench.FileData;
import org.alien4cloud.plugin.backup.bench.Report;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.files.plan.PlanLocations;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.EntryReader;

/**
 * The files of a backup and of a restore beside what else an administrator has: each work is one process from its start
 * to its end, or one call to a server that runs, the disk's caches written out within it, in turns. Writes what it
 * measured into docs/benchmarks.md, which says how to run it.
 */
public final class FileBench {

    private static final String ALL = "all";
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int TIMES = Integer.getInteger("times", 1);
    /** Of the peers, those to be measured; all if it says so. */
    private static final List<String> PEERS =
            Arrays.asList(System.getProperty("peers", ALL).split(","));

    private static final String OURS = "this plugin, in a server that has made backups before";
    private static final String STARTED = "this plugin, in a server that was just started";
    private static final String OWN_PROCESS = "this plugin, a process each";
    private static final int FEW_FILES = 2000;
    private static final int NIGHTS = 10;
    /** Of 40,000 files, 1%. */
    private static final int SHARE = 400;
    /** Calls of the server that has made backups, and of the one that was started in the round. */
    private static final String RUNNING = "running ";

    private static final String JUST_STARTED = "started ";

    /** What is timed. */
    enum Work {
        FIRST,
        REPEATED,
        PLANNED,
        CHANGED,
        RESTORED,
        RESTORED_CHANGED
    }

    /**
     * A way to back files up: shell commands, with {@code $D} for the data, {@code $R} for where it keeps backups,
     * {@code $T} for where it restores to.
     */
    private static final class Tool {

        private final String name;
        private final String needs;
        private final String prepare;
        private final Map<Work, String> commands = new LinkedHashMap<>();

        private Tool(
                String name,
                String needs,
                String prepare,
                String first,
                String repeated,
                String changed,
                String restored,
                String restoredChanged) {
            this.name = name;
            this.needs = needs;
            this.prepare = prepare;
            commands.put(Work.FIRST, first);
            commands.put(Work.REPEATED, repeated);
            commands.put(Work.CHANGED, changed);
            commands.put(Work.RESTORED, restored);
            commands.put(Work.RESTORED_CHANGED, restoredChanged);
        }
    }

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

    /**
     * With a directory and the report to write all of it; {@code serve}, or {@code backup}, {@code plan} and
     * {@code restore} with where backups are, the data and the backup's name, are what is timed.
     */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("serve")) {
            serve();
        } else if (arguments.length == 2) {
            new FileBench(Paths.get(arguments[0]).toAbsolutePath(), Paths.get(arguments[1])).run();
        } else {
            work(new HashMap<>(), arguments);
        }
    }

    /** Does what each line says, and answers with a line. */
    private static void serve() throws IOException {
        Map<String, DirectoryServer> running = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            work(running, line.split(" "));
            System.out.println("done");
        }
    }

    /** @param running by where the backups and the data of each are */
    private static void work(Map<String, DirectoryServer> running, String[] arguments) {
        Path directory = Paths.get(arguments[1]);
        Path tree = Paths.get(arguments[2]);
        if (arguments[0].equals("backup")) {
            running.computeIfAbsent(
                            directory + " " + tree,
                            any -> new DirectoryServer(
                                    tree,
                                    directory.resolve("backups"),
                                    directory.resolve("snapshots"),
                                    null,
                                    ConsistencyProperties.DEFAULT))
                    .backUpHere(arguments[3], false, Progress.NONE);
        } else {
            restore(directory, tree, BackupName.of(arguments[3]), arguments[0].equals("plan"));
        }
    }

    /**
     * As a restore does it, with its undo area, and compared afterwards; or only what it does to know what there is to
     * do.
     */
    private static void restore(Path directory, Path target, BackupName name, boolean onlyPlan) {
        BackupRepository repository = BackupRepository.open(directory.resolve("backups"), null);
        Manifest backup = repository.catalog().get(name);
        PlanLocations locations = new PlanLocations(
                directory.resolve("journal"), new DataTree(target, Collections.emptyList()), directory.resolve("area"));
        try (EntryReader entries = repository.catalog().files(name)) {
            FilePlan plan = FilePlan.compute(
                    locations, entries, backup.filesScannedAt(), repository.contents()::open, Progress.NONE);
            if (!onlyPlan) {
                plan.applyAdditions();
                plan.applyRemovals();
                plan.verify();
                plan.finish();
            }
            plan.discard();
        }
    }

    private static List<String> java() {
        return Arrays.asList(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FileBench.class.getName());
    }

    private static List<Tool> tools() {
        String java = java().stream().map(each -> "\"" + each + "\" ").collect(Collectors.joining());
        String borg = "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes borg ";
        String restic = "RESTIC_PASSWORD=bench restic -q -r $R/repo ";
        return Arrays.asList(
                ours(OURS, RUNNING),
                ours(STARTED, JUST_STARTED),
                ours(OWN_PROCESS, java),
                new Tool(
                        "cp -r",
                        "cp",
                        "true",
                        "cp -r $D $R/one",
                        "cp -r $D $R/two",
                        "cp -r $D $R/three",
                        "cp -r $R/three/. $T",
                        "cp -r $R/three/. $T"),
                new Tool(
                        "tar",
                        "tar",
                        "true",
                        "tar -cf $R/one.tar -C $D .",
                        "tar -cf $R/two.tar -C $D .",
                        "tar -cf $R/three.tar -C $D .",
                        "tar -xf $R/three.tar -C $T",
                        "tar -xf $R/three.tar -C $T"),
                new Tool(
                        "rsync --link-dest",
                        "rsync",
                        "true",
                        "rsync -a $D/ $R/one",
                        "rsync -a --link-dest=$R/one $D/ $R/two",
                        "rsync -a --link-dest=$R/two $D/ $R/three",
                        "rsync -a --delete $R/three/ $T",
                        "rsync -a --delete $R/three/ $T"),
                new Tool(
                        "restic",
                        "restic",
                        restic + "init",
                        "cd $D && " + restic + "backup .",
                        "cd $D && " + restic + "backup .",
                        "cd $D && " + restic + "backup .",
                        restic + "restore latest --target $T",
                        restic + "restore latest --target $T"),
                new Tool(
                        "borg",
                        "borg",
                        borg + "init -e none $R/repo",
                        "cd $D && " + borg + "create $R/repo::one .",
                        "cd $D && " + borg + "create $R/repo::two .",
                        "cd $D && " + borg + "create $R/repo::three .",
                        "cd $T && " + borg + "extract $R/repo::three",
                        "cd $T && " + borg + "extract $R/repo::three"));
    }

    private static Tool ours(String name, String caller) {
        return new Tool(
                name,
                "true",
                "mkdir $R/snapshots",
                caller + "backup $R $D one",
                caller + "backup $R $D two",
                caller + "backup $R $D three",
                caller + "restore $R $T three",
                caller + "restore $R $T four");
    }

    private void run() throws Exception {
        List<Tool> tools = new ArrayList<>();
        for (Tool tool : tools()) {
            if (!isWanted(tool)) {
                continue;
            }
            if (shell("command -v " + tool.needs, null) == 0) {
                tools.add(tool);
            } else {
                System.out.println("Left out, since it is not installed: " + tool.name);
            }
        }
        DurableFiles.deleteTree(root);
        servers.put(RUNNING, new FileServer(java()));
        haveBackupsMade();
        for (int number = 0; number < ROUNDS; number++) {
            // few files are removed before the end: some file systems are slow for minutes where many were
            round = root.resolve("round-" + number);
            data = round.resolve("data");
            Files.createDirectories(round);
            round(number, tools);
            System.out.println("Round " + (number + 1) + " of " + ROUNDS + " is done.");
        }
        servers.get(RUNNING).close();
        String measured = new FileReport(seconds, added, OURS).text(ROUNDS, TIMES);
        System.out.println(measured);
        Report.writeInto(report, TIMES == 1 ? "files" : "more files", measured);
        DurableFiles.deleteTree(root);
    }

    /** What starting takes is seen best with little data; with much, only the disk would be fuller. */
    private static boolean isWanted(Tool tool) {
        boolean ours = tool.needs.equals("true");
        return ours ? TIMES == 1 || tool.name.equals(OURS) : PEERS.contains(ALL) || PEERS.contains(tool.needs);
    }

    /** As a server does each night. Of other data. */
    private void haveBackupsMade() throws Exception {
        FileServer server = servers.get(RUNNING);
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

    private void round(int number, List<Tool> tools) throws Exception {
        FileData made = new FileData(number);
        made.write(data, TIMES);
        List<Tool> turn = new ArrayList<>(tools);
        Collections.rotate(turn, number);
        try (FileServer started = new FileServer(java())) {
            servers.put(JUST_STARTED, started);
            for (Tool tool : turn) {
                Files.createDirectories(places(tool.name, "R"));
                require(tool.prepare, tool);
                time(tool, Work.FIRST);
                time(tool, Work.REPEATED);
            }
            time("find", Work.REPEATED, "find $D -printf '%s %T@ %C@ %m\\n' > /dev/null", null);
            time(OURS, Work.PLANNED, RUNNING + "plan $R $D two", null);
            long changed = made.change(data, SHARE * TIMES);
            for (Tool tool : turn) {
                long before = size(places(tool.name, "R"));
                time(tool, Work.CHANGED);
                added.put(tool.name, Math.round(100.0 * (size(places(tool.name, "R")) - before) / changed));
                Files.createDirectories(places(tool.name, "T"));
                time(tool, Work.RESTORED);
                requireSame(tool);
                backUpRestored(tool);
                new FileData(100 + number).change(places(tool.name, "T"), SHARE * TIMES);
                time(tool, Work.RESTORED_CHANGED);
                requireSame(tool);
                if (count(places(tool.name, "R")) < FEW_FILES) {
                    DurableFiles.deleteTree(places(tool.name, "R"));
                }
            }
        }
    }

    /** What a server that goes on with restored data has done before it needs a restore again. */
    private void backUpRestored(Tool tool) throws Exception {
        if (tool.commands.get(Work.REPEATED).contains("backup $R $D two")) {
            run(tool.name, tool.commands.get(Work.REPEATED).replace("$R $D two", "$R $T four"), tool);
        }
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.count();
        }
    }

    private void time(Tool tool, Work work) throws Exception {
        time(tool.name, work, tool.commands.get(work), tool);
    }

    private void time(String name, Work work, String command, Tool tool) throws Exception {
        // some tools drop what they read from the file system's cache, to the harm of who comes next
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

    private void run(String name, String command, Tool tool) throws Exception {
        for (Map.Entry<String, FileServer> server : servers.entrySet()) {
            if (command.startsWith(server.getKey())) {
                server.getValue()
                        .call(command.substring(server.getKey().length())
                                .replace("$D", data.toString())
                                .replace("$R", places(name, "R").toString())
                                .replace("$T", places(name, "T").toString()));
                return;
            }
        }
        require(command, tool);
    }

    private Path places(String tool, String which) {
        return round.resolve(which + "-" + tool.replaceAll("[^a-z]", ""));
    }

    /** What was restored is what was backed up, by another program's judgement. */
    private void requireSame(Tool tool) throws Exception {
        require("diff -r $D $T", tool);
    }

    private void require(String command, Tool tool) throws Exception {
        int exitCode = shell(command, tool);
        if (exitCode != 0) {
            throw new IllegalStateException("Exit code " + exitCode + " of: " + command);
        }
    }

    private int shell(String command, Tool tool) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"));
        if (data != null) {
            builder.environment().put("D", data.toString());
        }
        if (tool != null) {
            builder.environment().put("R", places(tool.name, "R").toString());
            builder.environment().put("T", places(tool.name, "T").toString());
        }
        return builder.start().waitFor();
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            // a file that is linked twice is there once
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
