package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.model.Verification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all that a backup consists of and compares it with its digests, and keeps the result with the backup
 * ({@code verified.json}).
 *
 * <p>Everything that is wrong is found in one go, and named; what is wrong in a shared file but of no use to this
 * backup is named too, and does not make it a damaged one. The caller holds the repository's lock: beside a sweep,
 * contents would seem to be missing.
 */
public final class BackupVerifier {

    private static final Logger LOGGER = LoggerFactory.getLogger(BackupVerifier.class);
    private static final SealedFile<Verification> RESULT = new SealedFile<>(SealedFile.RESULT, Verification.class);
    private static final int KEPT_FINDINGS = 100;

    private final Path root;
    private final BackupCatalog catalog;
    private final ContentStore contents;
    private final String repositoryId;

    BackupVerifier(Path root, BackupCatalog catalog, ContentStore contents, String repositoryId) {
        this.root = root;
        this.catalog = catalog;
        this.contents = contents;
        this.repositoryId = repositoryId;
    }

    /**
     * Verifies a backup, also one whose manifest is damaged. Nothing is written.
     *
     * @param found gets what is learnt of contents that other backups may name as well; for {@link #record}
     * @param progress told how many bytes will be read, and of each
     * @return with all findings, at most 1,000 of them named
     * @throws BackupException (NOT_FOUND) if there is no directory of that name, (CANCELLED), or (IO) if the
     *     repository's directories cannot be listed, or nothing is damaged as far as can be seen, and something may not
     *     be read; a file that cannot be read for another reason is a finding
     */
    public Verification verify(BackupName name, FoundDamage found, Progress progress) {
        if (!catalog.exists(name)) {
            throw new BackupException(Kind.NOT_FOUND, "There is no backup named '" + name + "'.");
        }
        long startedAt = System.currentTimeMillis();
        Findings findings = new Findings(root);
        Path directory = catalog.directoryOf(name);
        try {
            checkDescriptor(findings);
            RepositoryLayout.findExtras(root, findings);
            contents.load();
            Manifest manifest = manifest(directory, findings);
            long bytes = checkFiles(directory, manifest, findings, progress);
            checkSideFiles(directory, findings);
            contents.damage().check(findings);
            ListCheck list = new ListCheck(directory.resolve(BackupDraft.FILES), findings, progress);
            ContentCheck check =
                    new ContentCheck(contents, directory.resolve(BackupDraft.FILES), findings, found, progress);
            boolean listed = manifest == null || manifest.digests().containsKey(BackupDraft.FILES);
            if (listed && Files.exists(directory.resolve(BackupDraft.FILES))) {
                check.run(manifest, list);
            }
            if (manifest != null) {
                new DocumentsCheck(directory, findings, progress).run(manifest);
            }
            requireChecked(name, directory, findings);
            long endedAt = System.currentTimeMillis();
            return new Verification(
                    endedAt,
                    findings.anyHarmful() ? Verification.State.DAMAGED : Verification.State.OK,
                    false,
                    list.files(),
                    check.contents(),
                    bytes + check.bytes(),
                    Math.max(0, endedAt - startedAt),
                    findings.count(),
                    findings.list());
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(root, e);
        }
    }

    /** What is away or may not be read is not damaged: nothing is known of it. */
    private void requireChecked(BackupName name, Path directory, Findings findings) {
        if (findings.anyHarmful() && !Files.isDirectory(directory)) {
            throw new BackupException(
                    Kind.IO,
                    "The backup " + name + " cannot be checked: " + directory
                            + " went away meanwhile. Is the disk of the"
                            + " backup directory mounted? Mount it and verify again.");
        }
        if (!findings.anyHarmful() && findings.refused() != null) {
            throw new BackupException(
                    Kind.IO,
                    "The backup " + name + " cannot be checked: the user that runs Alien4Cloud may not read "
                            + findings.refused() + ". Let that user read it, and verify again.");
        }
    }

    private void checkDescriptor(Findings findings) {
        try {
            RepositoryDescriptorFile.read(root);
        } catch (DamagedException e) {
            findings.add(e, true);
        }
    }

    private Manifest manifest(Path directory, Findings findings) {
        try {
            return ManifestFile.read(directory, repositoryId);
        } catch (DamagedException e) {
            findings.add(e, true);
            return e.path().endsWith(ManifestFile.DIGEST_NAME) ? manifestWithoutDigest(directory, findings) : null;
        }
    }

    private Manifest manifestWithoutDigest(Path directory, Findings findings) {
        try {
            return ManifestFile.readWithoutDigest(directory, repositoryId);
        } catch (DamagedException e) {
            findings.add(e, true);
            return null;
        }
    }

    /** Each file that the manifest names, and none besides. */
    private static long checkFiles(Path directory, Manifest manifest, Findings findings, Progress progress)
            throws IOException {
        if (manifest == null) {
            return 0;
        }
        for (String path : manifest.digests().keySet()) {
            progress.expect(directory.resolve(path).toFile().length());
        }
        long bytes = 0;
        for (Map.Entry<String, String> digest : manifest.digests().entrySet()) {
            Path file = directory.resolve(digest.getKey());
            try {
                if (!Digests.ofFileRead(file, progress).equals(digest.getValue())) {
                    findings.add(file, Problem.DAMAGED, "its SHA-256 is not the one in " + ManifestFile.NAME, true);
                }
                bytes += Files.size(file);
            } catch (IOException e) {
                findings.unreadable(file, e, true);
            }
        }
        findExtras(directory, manifest, findings);
        return bytes;
    }

    private static void findExtras(Path directory, Manifest manifest, Findings findings) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String path = directory.relativize(file).toString().replace('\\', '/');
                if (!isOwn(path, manifest)
                        && !RepositoryLayout.isOfTheFileSystem(
                                file.getFileName().toString())) {
                    findings.add(
                            file,
                            Problem.EXTRA,
                            "the backup's manifest does not name it; look at it, and remove it if nobody needs it",
                            false);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean isOwn(String path, Manifest manifest) {
        return manifest.digests().containsKey(path)
                || path.equals(ManifestFile.NAME)
                || path.equals(ManifestFile.DIGEST_NAME)
                || SealedFile.isOne(path);
    }

    private static void checkSideFiles(Path directory, Findings findings) {
        try {
            RESULT.read(directory);
        } catch (IOException e) {
            findings.add(
                    RESULT.in(directory),
                    Problem.DAMAGED,
                    "it is not what the last verification wrote, and this one replaces it",
                    false);
        }
        try {
            BackupNotes.FILE.read(directory);
        } catch (IOException e) {
            findings.add(
                    BackupNotes.FILE.in(directory),
                    Problem.DAMAGED,
                    "it is not what was noted of the backup, which counts as pinned until it is"
                            + " described or pinned again",
                    false);
        }
    }

    /**
     * Keeps a result with the backup, in place of the one before; of its findings the first 100. What is damaged is
     * from then on known of each backup that names it, and what is whole again is damaged for none. A crash meanwhile
     * leaves the one before.
     *
     * @param found what was learnt in the course of this verification
     * @return the other backups that name something that is damaged, as far as that is known now
     * @throws BackupException (NO_SPACE, IO) if it cannot be written
     */
    public List<String> record(BackupName name, Verification verification, FoundDamage found) {
        if (verification.state() == Verification.State.DAMAGED
                || found.any()
                || !contents.damage().get().isEmpty()) {
            Map<String, Path> backups = new TreeMap<>();
            catalog.list().forEach(backup -> backups.put(backup.name().value(), catalog.directoryOf(backup.name())));
            contents.damage().learn(found, backups, catalog.directoryOf(name).getParent(), contents);
        }
        RESULT.replace(catalog.directoryOf(name), verification.withAtMost(KEPT_FINDINGS));
        return contents.damage().get().backups().keySet().stream()
                .filter(backup -> !backup.equals(name.value()))
                .collect(Collectors.toList());
    }

    /**
     * The result of the last verification, or of that of another backup if it found something damaged that this one
     * names as well; empty if there was none, or if what is kept of it is damaged.
     */
    public Optional<Verification> last(BackupName name) {
        Optional<Verification> own = own(name);
        Optional<Verification> shared = contents.damage().of(name);
        return shared.isPresent() && own.isPresent()
                ? Optional.of(own.get().damagedBy(shared.get()))
                : shared.isPresent() ? shared : own;
    }

    /**
     * Hands over each file of a backup whose content is known to be damaged, or is not stored any more.
     *
     * @throws BackupException (CHECK_FAILED) if the list of files is damaged, (IO) if it cannot be read
     */
    public void forEachLost(BackupName name, Consumer<FileEntry> consumer) {
        new DamageSurvey(root, contents, contents.damage().get()).forEachLost(catalog.directoryOf(name), consumer);
    }

    /**
     * The digest that a file of Elasticsearch had that is known to be damaged since; empty if it is not, or another
     * file has its name by now.
     *
     * @param live as it is now, its path relative to the snapshot repository
     */
    public Optional<String> digestOfDamaged(FileEntry live) {
        return Optional.ofNullable(contents.damage().get().snapshotFiles().get(live.path()))
                .filter(lost -> lost.is(live))
                .map(DamageRecord.LostFile::sha256);
    }

    private Optional<Verification> own(BackupName name) {
        try {
            return RESULT.read(catalog.directoryOf(name));
        } catch (IOException e) {
            LOGGER.warn("When the backup {} was verified cannot be told: {}", name, e.toString());
            return Optional.empty();
        }
    }
}
