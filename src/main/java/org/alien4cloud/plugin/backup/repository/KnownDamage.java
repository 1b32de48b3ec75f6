package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.SealedJson;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Verification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of damaged parts that backups share, in {@code damage.json}: one file, replaced as a whole, so
 * that a crash leaves what was known before. It is there only while something is known to be damaged. Thread-safe;
 * whoever changes it holds the repository's lock.
 */
final class KnownDamage {

    static final String NAME = "damage.json";

    private static final Logger LOGGER = LoggerFactory.getLogger(KnownDamage.class);

    private final Path file;
    private String readAs = "";
    private DamageRecord record = DamageRecord.NONE;
    /** Why the file may not be read; null if it may. */
    private IOException refused;

    KnownDamage(Path repositoryDirectory) {
        this.file = repositoryDirectory.resolve(NAME);
    }

    /**
     * Returns what is known now, also if another process has found it; a file that is damaged, or may not be read,
     * counts as none, which the log says.
     */
    synchronized DamageRecord get() {
        String now = identity();
        if (!now.equals(readAs)) {
            refused = null;
            try {
                record = read();
            } catch (IOException e) {
                LOGGER.warn("Which contents are damaged cannot be told, verify all backups: {}", e.toString());
                record = DamageRecord.NONE;
                refused = DiskFailures.isRefused(e) ? e : null;
            }
            // one that may not be read now may be later, and is the same then
            readAs = refused == null ? now : null;
        }
        return record;
    }

    /**
     * Returns what is known, for what takes its place or counts on it.
     *
     * @throws BackupException (IO) if it may not be read: it is not taken for nothing then, which would be written
     */
    synchronized DamageRecord current() {
        DamageRecord known = get();
        if (refused != null) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, refused);
        }
        return known;
    }

    /** What the file is replaced by has another inode, time or size. */
    private String identity() {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size();
        } catch (IOException e) {
            return "";
        }
    }

    private DamageRecord read() throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? SealedJson.open(Json.mapper(), file, Files.readAllBytes(file), DamageRecord.class)
                : DamageRecord.NONE;
    }

    /** Reports the file if it cannot be read. */
    void check(Findings findings) {
        try {
            read();
        } catch (IOException e) {
            if (DiskFailures.isRefused(e)) {
                findings.refused(file);
                return;
            }
            findings.add(
                    file,
                    Problem.DAMAGED,
                    "it is not what verifications wrote of damaged contents; verify all backups, then remove it",
                    false);
        }
    }

    /** Returns what the damage means for a backup; empty if nothing is known. */
    Optional<Verification> of(BackupName backup) {
        return Optional.ofNullable(get().backups().get(backup.value()));
    }

    /**
     * Removes contents that are not stored any more, or were stored again. @throws BackupException (NO_SPACE, IO) if it
     * cannot be written
     */
    synchronized void forget(Predicate<String> content) {
        Set<String> contents = current().contents();
        if (contents.stream().anyMatch(content)) {
            replace(record.without(content));
        }
    }

    /**
     * Takes over what a verification has found, and works out which backups it concerns.
     *
     * @param backups directories of those whose manifests can be read, by name; what was known of others is looked at
     *     again
     * @param directory of all
     * @throws BackupException (NO_SPACE, IO) if it cannot be written; what was known before stays then
     */
    synchronized void learn(FoundDamage found, Map<String, Path> backups, Path directory, ContentStore contents) {
        DamageRecord known = current().with(found);
        Map<String, Path> all = new TreeMap<>(backups);
        known.backups().keySet().forEach(name -> all.putIfAbsent(name, directory.resolve(name)));
        survey(known, all, contents);
    }

    /**
     * Works out whether a backup that is about to get its name names damaged parts, and whether those that did still
     * do: contents may have been stored again for it. Does nothing where nothing is damaged.
     *
     * @param draft its directory as it is now
     * @param backups the directory of all backups
     * @throws BackupException as {@link #learn}
     */
    synchronized void add(BackupName backup, Path draft, Path backups, ContentStore contents) {
        if (current().isEmpty()) {
            return;
        }
        Map<String, Path> concerned = new TreeMap<>();
        record.backups().keySet().forEach(name -> concerned.put(name, backups.resolve(name)));
        concerned.put(backup.value(), draft);
        survey(record, concerned, contents);
    }

    /**
     * Forgets what no backup needs any more: files of Elasticsearch that none names, and backups that are gone.
     * Contents are forgotten when they are not stored any more: as long as they are, others would count on them.
     *
     * @param backups directories of all that are left
     * @throws BackupException (NO_SPACE, IO) if it cannot be written
     */
    synchronized void retain(Collection<Path> backups) {
        DamageRecord known = current();
        if (known.isEmpty()) {
            return;
        }
        Set<String> names =
                backups.stream().map(backup -> backup.getFileName().toString()).collect(Collectors.toSet());
        DamageRecord left = known.only(named(known, backups), names);
        if (left.snapshotFiles().size() < known.snapshotFiles().size()
                || left.backups().size() < known.backups().size()) {
            replace(left);
        }
    }

    /** @return paths; all of them if a list cannot be read */
    private static Set<String> named(DamageRecord known, Collection<Path> backups) {
        Set<String> named = new HashSet<>();
        for (Path backup : backups) {
            try {
                DamageSurvey.forEachLostFile(backup, known, (entry, lost) -> named.add(entry.path()));
            } catch (BackupException e) {
                LOGGER.warn("Which files of Elasticsearch are not needed any more cannot be told: {}", e.getMessage());
                return known.snapshotFiles().keySet();
            }
        }
        return named;
    }

    private void survey(DamageRecord known, Map<String, Path> backups, ContentStore contents) {
        Map<String, Verification> concerned = new TreeMap<>();
        DamageSurvey survey = new DamageSurvey(file.getParent(), contents, known);
        backups.forEach(
                (name, directory) -> survey.of(name, directory).ifPresent(damage -> concerned.put(name, damage)));
        replace(known.concerning(concerned));
    }

    private void replace(DamageRecord other) {
        try {
            if (!other.isEmpty()) {
                DurableFiles.replace(file, SealedJson.seal(Json.mapper(), other));
            } else if (Files.deleteIfExists(file)) {
                DurableFiles.syncDirectory(file.getParent());
            }
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
        record = other;
        readAs = identity();
    }
}
