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
 * Keeps what is known of damaged parts that backups share, in {@code damage.json}. The file is replaced as a whole, so
 * a crash leaves the earlier state. It exists only while damage is known. Thread-safe; callers that change it hold the
 * repository's lock.
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
     * Returns what is known now, including what another process has found. A file that is damaged or may not be read
     * counts as empty and is logged.
     */
    synchronized DamageRecord get() {
        String now = identity();
        if (!now.equals(readAs)) {
            refused = null;
            try {
                record = read();
            } catch (IOException e) {
                LOGGER.warn("Cannot read which contents are damaged. Verify all backups: {}", e.toString());
                record = DamageRecord.NONE;
                refused = DiskFailures.isRefused(e) ? e : null;
            }
            // an unchanged file may become readable later, so it is read again
            readAs = refused == null ? now : null;
        }
        return record;
    }

    /**
     * Returns what is known, for callers that replace it or rely on it.
     *
     * @throws BackupException (IO) if the file may not be read: treating it as empty would overwrite it
     */
    synchronized DamageRecord current() {
        DamageRecord known = get();
        if (refused != null) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, refused);
        }
        return known;
    }

    /** Returns what identifies this version of the file: a replacement has another inode, time or size. */
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
                    "it is not what verifications wrote; verify all backups, then remove it",
                    false);
        }
    }

    /** Returns what the damage means for a backup; empty if nothing is known. */
    Optional<Verification> of(BackupName backup) {
        return Optional.ofNullable(get().backups().get(backup.value()));
    }

    /**
     * Forgets contents that are no longer stored, or were stored again.
     *
     * @throws BackupException (NO_SPACE, IO) if the file cannot be written
     */
    synchronized void forget(Predicate<String> content) {
        Set<String> contents = current().contents();
        if (contents.stream().anyMatch(content)) {
            replace(record.without(content));
        }
    }

    /**
     * Adds what a verification has found and determines which backups it affects.
     *
     * @param backups directories of the backups whose manifests can be read, by name; others that were affected are
     *     checked again
     * @param directory of all backups
     * @throws BackupException (NO_SPACE, IO) if the file cannot be written; the earlier state stays then
     */
    synchronized void learn(FoundDamage found, Map<String, Path> backups, Path directory, ContentStore contents) {
        DamageRecord known = current().with(found);
        Map<String, Path> all = new TreeMap<>(backups);
        known.backups().keySet().forEach(name -> all.putIfAbsent(name, directory.resolve(name)));
        survey(known, all, contents);
    }

    /**
     * Determines whether a backup that is about to be published names damaged parts. Backups that were affected are
     * checked again, as contents may have been stored again. Does nothing if no damage is known.
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
     * Forgets files of Elasticsearch that no backup names any more, and deleted backups. Damaged contents are
     * remembered while they are stored, since other backups might rely on them.
     *
     * @param backups directories of the remaining backups
     * @throws BackupException (NO_SPACE, IO) if the file cannot be written
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

    /** Returns the paths that the backups name; all known ones if a list cannot be read. */
    private static Set<String> named(DamageRecord known, Collection<Path> backups) {
        Set<String> named = new HashSet<>();
        for (Path backup : backups) {
            try {
                DamageSurvey.forEachLostFile(backup, known, (entry, lost) -> named.add(entry.path()));
            } catch (BackupException e) {
                LOGGER.warn("Cannot find out which files of Elasticsearch are no longer needed: {}", e.getMessage());
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
