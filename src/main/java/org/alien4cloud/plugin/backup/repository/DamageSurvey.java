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

/** Finds the backups that name damaged or missing parts by reading their lists; contents are not read. */
final class DamageSurvey {

    private static final Logger LOGGER = LoggerFactory.getLogger(DamageSurvey.class);
    private static final int KEPT_FINDINGS = 100;

    private final Path root;
    private final ContentStore store;
    private final List<Pack> packs;
    private final DamageRecord known;
    /** Whether all packs can be read; otherwise contents that seem to be missing may be in an unreadable pack. */
    private final boolean allSeen;
    /** Whether the backup that was checked last names contents that may be in such a pack. */
    private boolean cannotTell;

    DamageSurvey(Path root, ContentStore store, DamageRecord known) {
        this.root = root;
        this.store = store;
        this.packs = store.packs();
        this.known = known;
        this.allSeen = store.damagedPacks().stream().noneMatch(pack -> DiskFailures.isRefused(pack.getCause()));
    }

    /**
     * Returns what the damage means for a backup. While some part cannot be read, earlier findings are kept.
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
            LOGGER.warn("Cannot find out whether the backup in {} names damaged contents: {}", backup, e.getMessage());
            return before;
        }
        if (!cannotTell) {
            return now;
        }
        return now.isPresent() && before.isPresent()
                ? Optional.of(now.get().damagedBy(before.get()).withAtMost(KEPT_FINDINGS))
                : now.isPresent() ? now : before;
    }

    /**
     * Checks what the lists of a backup name.
     *
     * @throws BackupException if a list cannot be read but may be intact
     */
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

    /** Returns the file that holds a content, or the directory of all packs if no pack holds a small one. */
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
                    place, Problem.DAMAGED, "a verification found damaged contents in it that this backup needs", true);
        } else {
            findings.add(place, Problem.MISSING, "contents that this backup needs are missing", true);
        }
    }

    private static void forEach(Path list, Consumer<FileEntry> consumer) {
        // a list that may not be read is not missing
        if (!Files.notExists(list)) {
            try (FileEntryReader entries = new FileEntryReader(list)) {
                entries.forEachRemaining(consumer);
            }
        }
    }

    /**
     * Passes each lost file of Elasticsearch that a backup names to the consumer.
     *
     * @throws BackupException (CHECK_FAILED) if their list is damaged, (IO) if it cannot be read
     */
    static void forEachLostFile(
            Path backup, DamageRecord known, BiConsumer<FileEntry, DamageRecord.LostFile> consumer) {
        if (!known.snapshotFiles().isEmpty()) {
            forEach(backup.resolve(BackupDraft.SNAPSHOT_FILES), entry -> known.lost(entry)
                    .ifPresent(lost -> consumer.accept(entry, lost)));
        }
    }

    /**
     * Passes each file of a backup whose content is known to be damaged, or is no longer stored, to the consumer.
     *
     * @throws BackupException (CHECK_FAILED) if the list is damaged, (IO) if it cannot be read
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
