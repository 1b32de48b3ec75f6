package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.files.DataDirectoryMarks;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Manifest;

/** Examines a repository on disk for extra and missing files. */
public final class RepositoryAudit {

    private final Path directory;
    private final BackupRepository repository;

    public RepositoryAudit(Path directory) {
        this.directory = directory;
        this.repository = BackupRepository.open(directory, null);
    }

    /** Returns the names of the listed backups. */
    public Set<String> backups() {
        return repository.catalog().list().stream()
                .map(manifest -> manifest.name().value())
                .collect(Collectors.toSet());
    }

    /** Reads all files of a listed backup after checking everything that has a digest; returns the digest of each. */
    public Map<String, String> read(String name) throws IOException {
        Manifest manifest = repository.catalog().get(BackupName.of(name));
        repository.catalog().check(manifest);
        Map<String, String> files = new TreeMap<>();
        Set<String> read = new HashSet<>();
        try (FileEntryReader entries = repository.catalog().files(manifest.name())) {
            while (entries.hasNext()) {
                FileEntry entry = entries.next();
                if (entry.type() == FileEntry.Type.FILE) {
                    files.put(entry.path(), entry.sha256());
                    if (read.add(entry.sha256())) {
                        try (InputStream content = repository.contents().open(entry.sha256())) {
                            if (content.readAllBytes().length != entry.size()) {
                                throw new AssertionError(entry.path() + " has another size than " + entry.size());
                            }
                        }
                    }
                }
            }
        }
        return files;
    }

    /** Describes what is there but should not be. */
    public List<String> leftovers() throws IOException {
        List<String> found = new ArrayList<>();
        Set<String> backups = backups();
        try (Stream<Path> walk = Files.walk(directory)) {
            for (Path path : walk.collect(Collectors.toList())) {
                String name = path.getFileName().toString();
                if (name.startsWith(TemporaryNames.INCOMPLETE)
                        || name.startsWith(TemporaryNames.DELETED)
                        || name.endsWith(".new")) {
                    found.add(directory.relativize(path).toString());
                }
            }
        }
        for (Path backup : TemporaryNames.children(directory.resolve("backups"))) {
            if (!backups.contains(backup.getFileName().toString())) {
                found.add("a directory that is no listed backup: " + backup.getFileName());
            }
        }
        Set<String> live = live();
        for (Path fan : TemporaryNames.children(directory.resolve("objects"))) {
            for (Path object : TemporaryNames.children(fan)) {
                if (!live.contains(object.getFileName().toString())) {
                    found.add("a large content that no backup names: " + object.getFileName());
                }
            }
        }
        found.addAll(mostlyDeadPacks(live));
        repository.contents().damagedPacks().forEach(pack -> found.add(pack.getMessage()));
        return found;
    }

    /** Describes packs that a sweep should have rewritten: those of which more than half is unneeded. */
    private List<String> mostlyDeadPacks(Set<String> live) throws IOException {
        List<String> found = new ArrayList<>();
        Map<String, Path> seen = new HashMap<>();
        List<Path> packs = TemporaryNames.children(directory.resolve("packs"));
        Collections.sort(packs);
        for (Path file : packs) {
            long[] bytes = new long[2];
            Pack.open(file, (id, offset, length) -> {
                bytes[0] += Pack.ENTRY_HEADER_BYTES + length;
                bytes[1] += live.contains(id.hex()) && seen.putIfAbsent(id.hex(), file) == null
                        ? Pack.ENTRY_HEADER_BYTES + length
                        : 0;
            });
            if (bytes[1] == 0 || bytes[1] < bytes[0] / 2) {
                found.add(
                        "a pack of which " + bytes[1] + " of " + bytes[0] + " bytes are alive: " + file.getFileName());
            }
        }
        return found;
    }

    private Set<String> live() {
        Set<String> live = new HashSet<>();
        for (Manifest manifest : repository.catalog().list()) {
            try (FileEntryReader entries = repository.catalog().files(manifest.name())) {
                entries.forEachRemaining(entry -> live.add(entry.sha256()));
            }
        }
        return live;
    }

    /** Returns the SHA-256 of each regular file in a directory, computed without the code under test. */
    public static Map<String, String> digests(Path root) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path file : walk.filter(Files::isRegularFile)
                    .filter(file -> !root.relativize(file).toString().startsWith(DataDirectoryMarks.PREFIX))
                    .collect(Collectors.toList())) {
                digests.put(
                        root.relativize(file).toString(),
                        Digests.hex(Digests.sha256().digest(Files.readAllBytes(file))));
            }
        }
        return digests;
    }
}
