package org.alien4cloud.plugin.backup.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.plan.FilePlan;
import org.alien4cloud.plugin.backup.files.plan.PlanLocations;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.FileEntryReader;

/** Backs up or restores files as the plugin does: one command per process, or one per line of its input. */
final class FileCommand {

    private FileCommand() {}

    /** Returns the words that start this class in a process. */
    static List<String> java() {
        return Arrays.asList(
                Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FileCommand.class.getName());
    }

    /**
     * Runs one command, or with {@code serve} all that it reads.
     *
     * @param arguments {@code serve}; or {@code backup}, {@code plan} or {@code restore}, then the directory with the
     *     backups, the one with the data, and the backup's name
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("serve")) {
            serve();
        } else {
            run(new HashMap<>(), arguments);
        }
    }

    /** Runs the command of each line, and answers {@code done}. */
    private static void serve() throws IOException {
        Map<String, DirectoryServer> servers = new HashMap<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            run(servers, line.split(" "));
            System.out.println("done");
        }
    }

    /** @param servers by their two directories, those of the backups and of the data */
    private static void run(Map<String, DirectoryServer> servers, String[] arguments) {
        Path directory = Paths.get(arguments[1]);
        Path tree = Paths.get(arguments[2]);
        if (arguments[0].equals("backup")) {
            servers.computeIfAbsent(
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

    /** Restores as the plugin does, with its undo area, and compares afterwards; or only computes the plan. */
    private static void restore(Path directory, Path target, BackupName name, boolean onlyPlan) {
        BackupRepository repository = BackupRepository.open(directory.resolve("backups"), null);
        Manifest backup = repository.catalog().get(name);
        PlanLocations locations = new PlanLocations(
                directory.resolve("journal"), new DataTree(target, Collections.emptyList()), directory.resolve("area"));
        try (FileEntryReader entries = repository.catalog().files(name)) {
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
}
