package org.alien4cloud.plugin.backup.service;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.repository.RepositoryAudit;

/**
 * What a fault hits: a prepared server, the work that begins then, and what must be so afterwards. Prepared once,
 * copied for each fault: contents are linked, since nobody changes them in place.
 */
public final class FaultScenario {

    /** What is done while the fault strikes. */
    public enum Work {
        FIRST_BACKUP,
        REPEATED_BACKUP,
        DELETION,
        RECOVERY;

        private boolean deletes() {
            return this == DELETION || this == RECOVERY;
        }

        /** Does it as it is done in the plugin. */
        void run(DirectoryServer server) {
            switch (this) {
                case FIRST_BACKUP:
                case REPEATED_BACKUP:
                    DirectoryServer.requireSuccess(server.backUp(NEW));
                    break;
                case DELETION:
                    DirectoryServer.requireSuccess(server.delete(DELETED));
                    break;
                default:
                    server.recover();
            }
        }
    }

    /** The backup that is being made while the fault strikes. */
    public static final String NEW = "new";
    /** The backup that is being deleted while the fault strikes; most of what it needs no other backup needs. */
    static final String DELETED = "first";

    private static final int LARGE = (1 << 20) + 1000;

    private final Path prepared;
    private final Work work;
    private final Map<String, Map<String, String>> expected;

    private FaultScenario(Path prepared, Work work, Map<String, Map<String, String>> expected) {
        this.prepared = prepared;
        this.work = work;
        this.expected = expected;
    }

    /** Prepares a server with two backups, after which the data have changed; for the first backup, with none. */
    public static FaultScenario prepare(Work work, Path directory) throws IOException {
        DirectoryServer.make(directory);
        Random random = new Random(work.ordinal());
        Path data = directory.resolve("alien");
        Map<String, Map<String, String>> expected = new TreeMap<>();
        change(data, 0, 40, random);
        if (work != Work.FIRST_BACKUP) {
            DirectoryServer server = new DirectoryServer(directory);
            DirectoryServer.requireSuccess(server.backUp(DELETED));
            expected.put(DELETED, RepositoryAudit.digests(data));
            change(data, 10, 40, random);
            DirectoryServer.requireSuccess(server.backUp("second"));
            expected.put("second", RepositoryAudit.digests(data));
            change(data, 30, 50, random);
        }
        expected.put(NEW, RepositoryAudit.digests(data));
        return new FaultScenario(directory, work, expected);
    }

    /**
     * Gives the files of a range new contents: mostly of a few KB, some of a few 100 KB, and some that have a file of
     * their own.
     */
    private static void change(Path data, int from, int to, Random random) throws IOException {
        for (int i = from; i < to; i++) {
            Path file = data.resolve("csar/c" + i % 7 + "/" + i + ".yml");
            Files.createDirectories(file.getParent());
            byte[] content = new byte
                    [i % 20 == 0 ? 100_000 + random.nextInt(200_000) : i % 13 == 5 ? LARGE : random.nextInt(6000)];
            random.nextBytes(content);
            Files.write(file, content);
        }
    }

    /** The same backups on another server, such as one that a fault has hit. */
    FaultScenario on(Path other) {
        return new FaultScenario(other, work, expected);
    }

    Work work() {
        return work;
    }

    /** The live files by their SHA-256. */
    Map<String, String> data() {
        return expected.get(NEW);
    }

    /** A server of its own for one fault. */
    Path copyTo(Path directory) throws IOException {
        Files.walkFileTree(prepared, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path source, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(
                        directory.resolve(prepared.relativize(source).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path source, BasicFileAttributes attributes) throws IOException {
                Path target = directory.resolve(prepared.relativize(source).toString());
                if (source.startsWith(prepared.resolve("backups/packs"))
                        || source.startsWith(prepared.resolve("backups/objects"))
                        || source.startsWith(prepared.resolve("alien"))) {
                    Files.createLink(target, source);
                } else {
                    Files.copy(source, target);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return directory;
    }

    /** What is wrong with the backups that are listed, in words, before anything has been cleared up. */
    List<String> checkBackups(Path directory) throws IOException {
        List<String> wrong = new ArrayList<>();
        Path backups = directory.resolve("backups");
        if (!Files.exists(backups.resolve("repository.json"))) {
            return work == Work.FIRST_BACKUP ? wrong : Collections.singletonList("The repository is gone");
        }
        RepositoryAudit audit = new RepositoryAudit(backups);
        Set<String> listed = audit.backups();
        for (String name : listed) {
            if (!expected.containsKey(name)) {
                wrong.add("There never was a backup " + name);
            } else if (!expected.get(name).equals(audit.read(name))) {
                wrong.add("The backup " + name + " is not what was backed up");
            }
        }
        for (String name : expected.keySet()) {
            boolean mayBeMissing = name.equals(NEW) || work.deletes() && name.equals(DELETED);
            if (!mayBeMissing && !listed.contains(name)) {
                wrong.add("The backup " + name + " is gone");
            }
        }
        return wrong;
    }

    /**
     * As {@link #checkBackups}, and whether nothing is left of what the fault has stopped: to be called after a
     * recovery.
     */
    public List<String> checkAll(Path directory) throws IOException {
        List<String> wrong = checkBackups(directory);
        Path backups = directory.resolve("backups");
        if (!Files.exists(backups)) {
            return wrong;
        }
        RepositoryAudit audit = new RepositoryAudit(backups);
        audit.leftovers().forEach(leftover -> wrong.add("Left over: " + leftover));
        Set<String> named = new TreeSet<>();
        for (String name : audit.backups()) {
            named.addAll(
                    Files.readAllLines(backups.resolve("backups").resolve(name).resolve("snapshots.txt")));
        }
        try (Stream<Path> snapshots = Files.list(directory.resolve("snapshots"))) {
            Set<String> there = snapshots
                    .map(snapshot -> snapshot.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!there.equals(named)) {
                wrong.add("The snapshots are " + there + ", the backups need " + named);
            }
        }
        new DirectoryServer(directory)
                .operations().list().stream()
                        .filter(operation -> operation.running())
                        .forEach(operation -> wrong.add("Still said to be running: " + operation.id()));
        return wrong;
    }

    /** Makes one more backup, and checks it. */
    List<String> checkNextBackup(Path directory) throws IOException {
        new DirectoryServer(directory).backUp("next");
        RepositoryAudit audit = new RepositoryAudit(directory.resolve("backups"));
        if (!audit.backups().contains("next")) {
            return Collections.singletonList("The next backup did not work: "
                    + new DirectoryServer(directory).operations().list().get(0).error());
        }
        return expected.get(NEW).equals(audit.read("next"))
                ? Collections.emptyList()
                : Collections.singletonList("The next backup is not what was backed up");
    }
}
