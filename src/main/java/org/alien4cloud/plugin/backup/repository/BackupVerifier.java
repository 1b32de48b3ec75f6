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
 * Verifies a backup: reads all its files and contents and compares them with their digests. The result is kept with the
 * backup ({@code verified.json}).
 *
 * <p>One run finds and names everything that is wrong. Damage in a shared file that does not affect this backup is
 * named too, but does not make the backup damaged. The caller holds the repository's lock: during a sweep, contents
 * would seem to be missing.
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
     * Verifies a backup, even one whose manifest is damaged. Nothing is written.
     *
     * @param found receives what is learnt of contents that other backups may name as well; for {@link #record}
     * @param progress receives the bytes that will be read and that were read
     * @return the result with all findings, at most 1,000 of them named
     * @throws BackupException (NOT_FOUND) if there is no directory of that name, (CANCELLED), (IO) if the repository's
     *     directories cannot be listed, or if no damage was found but some file may not be read by this user; a file
     *     that cannot be read for another reason is a finding
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
            FileListCheck list = new FileListCheck(directory.resolve(BackupDraft.FILES), findings, progress);
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

    /** Fails if the directory has vanished or a file may not be read: then nothing is known of its state. */
    private void requireChecked(BackupName name, Path directory, Findings findings) {
        if (findings.anyHarmful() && !Files.isDirectory(directory)) {
            throw new BackupException(
                    Kind.IO,
                    "The backup " + name + " cannot be checked: " + directory
                            + " has vanished. Is the disk of the"
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

    /** Checks each file that the manifest names, and reports files that it does not name. */
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
                            "the backup's manifest does not name it; inspect it, and remove it if nobody needs it",
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
                    "it is not what the last verification wrote; this verification replaces it",
                    false);
        }
        try {
            BackupNotes.FILE.read(directory);
        } catch (IOException e) {
            findings.add(
                    BackupNotes.FILE.in(directory),
                    Problem.DAMAGED,
                    "it is not what was written; the backup counts as pinned until it is"
                            + " described or pinned again",
                    false);
        }
    }

    /**
     * Keeps the result of a verification with the backup, with the first 100 findings. It replaces the earlier result,
     * which survives a crash during the write. Damage becomes known for each backup that names the damaged contents;
     * contents that are intact again no longer count as damaged.
     *
     * @param found what this verification learnt
     * @return the other backups that name something that is known to be damaged
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
     * Returns the result of the last verification. If the verification of another backup found damage that affects this
     * one, that is included. Empty if there was none, or if the kept result is damaged.
     */
    public Optional<Verification> last(BackupName name) {
        Optional<Verification> own = own(name);
        Optional<Verification> shared = contents.damage().of(name);
        return shared.isPresent() && own.isPresent()
                ? Optional.of(own.get().damagedBy(shared.get()))
                : shared.isPresent() ? shared : own;
    }

    /**
     * Passes each file of a backup whose content is known to be damaged, or is no longer stored, to the consumer.
     *
     * @throws BackupException (CHECK_FAILED) if the list of files is damaged, (IO) if it cannot be read
     */
    public void forEachLost(BackupName name, Consumer<FileEntry> consumer) {
        new DamageSurvey(root, contents, contents.damage().get()).forEachLost(catalog.directoryOf(name), consumer);
    }

    /**
     * Returns the digest that a now damaged file of Elasticsearch used to have. Empty if the file is not known to be
     * damaged, or another file has its name by now.
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
            LOGGER.warn("The last verification of the backup {} cannot be read: {}", name, e.toString());
            return Optional.empty();
        }
    }
}
