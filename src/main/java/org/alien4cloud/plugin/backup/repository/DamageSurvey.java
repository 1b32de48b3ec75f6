package org.alien4cloud.plugin.backup.repository;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Verification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which backups name parts that are known to be damaged or are missing, by reading their lists; reads no
 * contents.
 */
final class DamageSurvey {

    private static final Logger LOGGER = LoggerFactory.getLogger(DamageSurvey.class);
    private static final int KEPT_FINDINGS = 100;

    private final Path root;
    private final ContentStore store;
    private final List<Pack> packs;
    private final DamageRecord known;
    /** Where a pack cannot be looked into now, contents may be in it that seem to be missing. */
    private final boolean allSeen;
    /** Whether the backup that was looked at last names contents that may be in such a pack. */
    private boolean cannotTell;

    DamageSurvey(Path root, ContentStore store, DamageRecord known) {
        this.root = root;
        this.store = store;
        this.packs = store.packs();
        this.known = known;
        this.allSeen = store.damagedPacks().stream().noneMatch(pack -> DiskFailures.isRefused(pack.getCause()));
    }

    /**
     * Returns what the damage means for a backup. What was known of it stays as long as something of it cannot be
     * looked at.
     *
     * @param backup its directory
     * @return empty if it names nothing that is known to be damaged
     */
    Optional<Verification> of(String name, Path backup) {
        Optional<Verification> before = Optional.ofNullable(known.backups().get(name));
        cannotTell = false;
        Optional<Verification> now;
        try {
            now = survey(backup);
        } catch (BackupException e) {
            LOGGER.warn("Whether the backup in {} names damaged contents cannot be told: {}", backup, e.getMessage());
            return before;
        }
        if (!cannotTell) {
            return now;
        }
        return now.isPresent() && before.isPresent()
                ? Optional.of(now.get().damagedBy(before.get()).withAtMost(KEPT_FINDINGS))
                : now.isPresent() ? now : before;
    }

    /** @throws BackupException if a list may be whole and cannot be read */
    private Optional<Verification> survey(Path backup) {
        Findings findings = new Findings(root);
        Set<Path> places = new HashSet<>();
        List<Finding> all = new ArrayList<>();
        try {
            forEachLost(backup, entry -> {
                Path place = placeOf(entry);
                if (places.add(place)) {
                    addPlace(place, findings);
                }
                findings.affects(place, entry.path());
            });
            forEachLostFile(backup, known, (entry, lost) -> all.add(lost.finding()));
        } catch (BackupException e) {
            if (e.kind() != Kind.CHECK_FAILED) {
                throw e;
            }
            findings.add(backup, Problem.DAMAGED, "one of its lists is damaged: " + e.getMessage(), true);
        }
        all.addAll(0, findings.list());
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(new Verification(
                                System.currentTimeMillis(),
                                Verification.State.DAMAGED,
                                false,
                                0,
                                0,
                                0,
                                0,
                                all.size(),
                                all)
                        .withAtMost(KEPT_FINDINGS));
    }

    /** The file that a content is in; where no pack holds a small one, the directory of all packs. */
    private Path placeOf(FileEntry entry) {
        int pack = store.packOf(ContentId.parse(entry.sha256()));
        if (pack >= 0) {
            return packs.get(pack).file();
        }
        Path object = store.objectFile(entry.sha256());
        return entry.size() < ContentStore.OBJECT_BYTES && !Files.exists(object) ? store.packsDirectory() : object;
    }

    private static void addPlace(Path place, Findings findings) {
        if (Files.isRegularFile(place)) {
            findings.add(
                    place, Problem.DAMAGED, "a verification found contents in it damaged that this backup needs", true);
        } else {
            findings.add(place, Problem.MISSING, "contents that this backup needs are missing", true);
        }
    }

    private static void forEach(Path list, Consumer<FileEntry> consumer) {
        // one that may not be looked at is not missing
        if (!Files.notExists(list)) {
            try (EntryReader entries = new EntryReader(list)) {
                entries.forEachRemaining(consumer);
            }
        }
    }

    /**
     * Hands over each file of Elasticsearch that a backup names and that is known to be lost.
     *
     * @throws BackupException (CHECK_FAILED) if the list of them is damaged, (IO) if it cannot be read
     */
    static void forEachLostFile(
            Path backup, DamageRecord known, BiConsumer<FileEntry, DamageRecord.LostFile> consumer) {
        if (!known.snapshotFiles().isEmpty()) {
            forEach(backup.resolve(BackupDraft.SNAPSHOT_FILES), entry -> known.lost(entry)
                    .ifPresent(lost -> consumer.accept(entry, lost)));
        }
    }

    /**
     * Hands over each file of a backup whose content is known to be damaged, or is not stored any more.
     *
     * @throws BackupException (CHECK_FAILED) if the list of them is damaged, (IO) if it cannot be read
     */
    void forEachLost(Path backup, Consumer<FileEntry> consumer) {
        forEach(backup.resolve(BackupDraft.FILES), entry -> {
            if (entry.type() == Type.FILE && isLost(entry)) {
                consumer.accept(entry);
            }
        });
    }

    private boolean isLost(FileEntry entry) {
        if (!Digests.isDigest(entry.sha256())) {
            throw new BackupException(
                    Kind.CHECK_FAILED, "The list of files is damaged: " + entry.path() + " has no digest.");
        }
        boolean missing = !store.contains(entry.sha256());
        cannotTell |= missing && !allSeen;
        return missing && allSeen || known.contents().contains(entry.sha256());
    }
}
