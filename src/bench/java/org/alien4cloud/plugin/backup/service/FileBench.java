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
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.FilePlan;
import org.alien4cloud.plugin.backup.files.PlanPlaces;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.EntryReader;

/**
 * The files of a backup and of a restore beside what else an administrator has: each work is one process from its start to its end, the disk's
 * caches written out within it, in turns. docs/benchmarks.md says how to run it and what it measured.
 */
public final class FileBench {

    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final int TIMES = Integer.getInteger("times", 1);
    private static final String OURS = "this plugin";

    /** What is timed. */
    private enum Work { FIRST, REPEATED, CHANGED, RESTORED, RESTORED_CHANGED }

    /** A way to back files up: shell commands, with {@code $D} for the data, {@code $R} for where it keeps backups, {@code $T} for where it restores to. */
    private static final class Tool {

        private final String name;
        private final String needs;
        private final String prepare;
        private final Map<Work, String> commands = new LinkedHashMap<>();

        private Tool(String name, String needs, String prepare, String first, String repeated, String changed, String restored, String restoredChanged) {
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
    private final Path data;
    private final Map<String, Map<Work, List<Double>>> seconds = new LinkedHashMap<>();
    private final Map<String, Long> added = new LinkedHashMap<>();

    private FileBench(Path root) {
        this.root = root;
        this.data = root.resolve("data");
    }

    /** Without more arguments than a directory all of it; {@code backup} and {@code restore} are what is timed. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Paths.get(arguments[0]).toAbsolutePath();
        if (arguments.length == 1) {
            new FileBench(directory).run();
        } else if (arguments[1].equals("backup")) {
            DirectoryServer server = new DirectoryServer(Paths.get(arguments[2]), directory.resolve("backups"), directory.resolve("snapshots"));
            server.backUpHere(arguments[3], false, Progress.NONE);
        } else {
            restore(directory, Paths.get(arguments[2]), BackupName.of(arguments[3]));
        }
    }

    /** As a restore does it, with its undo area, and compared afterwards. */
    private static void restore(Path directory, Path target, BackupName name) {
        BackupRepository repository = BackupRepository.open(directory.resolve("backups"), null);
        Manifest backup = repository.catalog().get(name);
        PlanPlaces places = new PlanPlaces(directory.resolve("journal"), new DataTree(target, Collections.emptyList()), directory.resolve("area"));
        try (EntryReader entries = repository.catalog().files(name)) {
            FilePlan plan = FilePlan.compute(places, entries, backup.filesScannedAt(), repository.contents()::open, Progress.NONE);
            plan.applyAdditions();
            plan.applyRemovals();
            plan.verify();
            plan.finish();
            plan.discard();
        }
    }

    private static List<Tool> tools() {
        String java = "\"" + Paths.get(System.getProperty("java.home"), "bin", "java") + "\" -cp \"" + System.getProperty("java.class.path") + "\" "
                + FileBench.class.getName() + " $R ";
        String borg = "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes borg ";
        String restic = "RESTIC_PASSWORD=bench restic -q -r $R/repo ";
        return Arrays.asList(
                new Tool(OURS, "true", "mkdir $R/snapshots", java + "backup $D one", java + "backup $D two", java + "backup $D three", java + "restore $T three",
                        java + "restore $T three"),
                new Tool("cp -r", "cp", "true", "cp -r $D $R/one", "cp -r $D $R/two", "cp -r $D $R/three", "cp -r $R/three/. $T", "cp -r $R/three/. $T"),
                new Tool("tar", "tar", "true", "tar -cf $R/one.tar -C $D .", "tar -cf $R/two.tar -C $D .", "tar -cf $R/three.tar -C $D .",
                        "tar -xf $R/three.tar -C $T", "tar -xf $R/three.tar -C $T"),
                new Tool("rsync --link-dest", "rsync", "true", "rsync -a $D/ $R/one", "rsync -a --link-dest=$R/one $D/ $R/two",
                        "rsync -a --link-dest=$R/two $D/ $R/three", "rsync -a --delete $R/three/ $T", "rsync -a --delete $R/three/ $T"),
                new Tool("restic", "restic", restic + "init", "cd $D && " + restic + "backup .", "cd $D && " + restic + "backup .", "cd $D && " + restic
                        + "backup .", restic + "restore latest --target $T", restic + "restore latest --target $T"),
                new Tool("borg", "borg", borg + "init -e none $R/repo", "cd $D && " + borg + "create $R/repo::one .", "cd $D && " + borg
                        + "create $R/repo::two .", "cd $D && " + borg + "create $R/repo::three .", "cd $T && " + borg + "extract $R/repo::three",
                        "cd $T && " + borg + "extract $R/repo::three"));
    }

    private void run() throws Exception {
        List<Tool> tools = new ArrayList<>();
        for (Tool tool : tools()) {
            if (shell("command -v " + tool.needs, null) == 0) {
                tools.add(tool);
            } else {
                System.out.println("Left out, since it is not installed: " + tool.name);
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            DurableFiles.deleteTree(root);
            Files.createDirectories(root);
            FileData made = new FileData(round);
            made.write(data, TIMES);
            List<Tool> turn = new ArrayList<>(tools);
            Collections.rotate(turn, round);
            for (Tool tool : turn) {
                Files.createDirectories(places(tool, "R"));
                require(tool.prepare, tool);
                time(tool, Work.FIRST);
                time(tool, Work.REPEATED);
            }
            time("find", Work.REPEATED, "find $D -printf '%s %T@ %C@ %m\\n' > /dev/null", null);
            long changed = made.change(data);
            for (Tool tool : turn) {
                long before = size(places(tool, "R"));
                time(tool, Work.CHANGED);
                added.put(tool.name, Math.round(100.0 * (size(places(tool, "R")) - before) / changed));
                Files.createDirectories(places(tool, "T"));
                time(tool, Work.RESTORED);
                requireSame(tool);
                new FileData(100 + round).change(places(tool, "T"));
                time(tool, Work.RESTORED_CHANGED);
                requireSame(tool);
                DurableFiles.deleteTree(places(tool, "T"));
                DurableFiles.deleteTree(places(tool, "R"));
            }
            System.out.println("Round " + (round + 1) + " of " + ROUNDS + " is done.");
        }
        print();
    }

    private void time(Tool tool, Work work) throws Exception {
        time(tool.name, work, tool.commands.get(work), tool);
    }

    private void time(String name, Work work, String command, Tool tool) throws Exception {
        shell("sync", null);
        long began = System.nanoTime();
        require(command, tool);
        require("sync -f " + root, null);
        seconds.computeIfAbsent(name, any -> new LinkedHashMap<>()).computeIfAbsent(work, any -> new ArrayList<>()).add((System.nanoTime() - began) / 1e9);
    }

    private Path places(Tool tool, String which) {
        return root.resolve(which + "-" + tool.name.replaceAll("[^a-z]", ""));
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
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).redirectOutput(new File("/dev/null"));
        builder.environment().put("D", data.toString());
        if (tool != null) {
            builder.environment().put("R", places(tool, "R").toString());
            builder.environment().put("T", places(tool, "T").toString());
        }
        return builder.start().waitFor();
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            // a file that is linked twice is there once
            return walk.filter(Files::isRegularFile).collect(Collectors.toMap(FileBench::identity, file -> file.toFile().length(), (one, other) -> one))
                    .values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static Object identity(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void print() throws IOException {
        Map<Work, Double> ours = medians(OURS);
        System.out.println("| | first backup | repeated, nothing changed | repeated, 1% changed | added for what changed | restored to empty | restored, 1% differs |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (String name : seconds.keySet()) {
            Map<Work, Double> medians = medians(name);
            StringBuilder row = new StringBuilder("| " + name + " |");
            for (Work work : Work.values()) {
                if (work == Work.RESTORED) {
                    row.append(added.containsKey(name) ? " " + added.get(name) + "% |" : " |");
                }
                List<Double> all = seconds.get(name).get(work);
                row.append(all == null ? " |" : String.format(Locale.ROOT, " %.2f s (%.2f to %.2f)%s |", medians.get(work), Collections.min(all),
                        Collections.max(all), name.equals(OURS) ? "" : String.format(Locale.ROOT, "; ours/it %.2f", ours.get(work) / medians.get(work))));
            }
            System.out.println(row);
        }
    }

    private Map<Work, Double> medians(String name) {
        Map<Work, Double> medians = new LinkedHashMap<>();
        seconds.get(name).forEach((work, all) -> medians.put(work, all.stream().sorted().collect(Collectors.toList()).get(all.size() / 2)));
        return medians;
    }
}
