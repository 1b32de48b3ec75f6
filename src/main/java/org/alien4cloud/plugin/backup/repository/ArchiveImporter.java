package org.alien4cloud.plugin.backup.repository;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.io.ObservedStream;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Imports the backup in an archive into this repository. Whatever the archive contains, only the backup's draft and new
 * contents are written, and never more than there is room for. Contents are named by their digests.
 */
public final class ArchiveImporter {

    /**
     * Bytes allowed for the files of a backup's directory that are not compressed already: index definitions and the
     * manifest.
     */
    private static final long UNCOMPRESSED_BYTES = 64 << 20;

    private final Path archive;
    private final BackupRepository repository;
    private final Progress progress;
    private final Map<String, String> files = new TreeMap<>();
    private final Map<String, byte[]> manifest = new LinkedHashMap<>();
    private final Set<String> received = new HashSet<>();
    private final StringBuilder digests = new StringBuilder();
    private final Passphrase passphrase;
    private long allowedBytes;

    /**
     * @param passphrase that the archive was encrypted with; null if it is not encrypted
     * @param progress receives the bytes of the archive that were read
     */
    public ArchiveImporter(Path archive, Passphrase passphrase, BackupRepository repository, Progress progress) {
        this.archive = archive;
        this.passphrase = passphrase;
        this.repository = repository;
        this.progress = progress;
    }

    /**
     * Returns the name of the backup in an archive. Reads only the beginning of the archive.
     *
     * @param passphrase that the archive was encrypted with; null if it is not encrypted
     * @throws BackupException (CHECK_FAILED) if the file is not an archive or is one of a newer version, or the
     *     passphrase is wrong, (INVALID) if a passphrase is missing or not needed, (IO) if the file cannot be read
     */
    public static BackupName nameIn(Path archive, Passphrase passphrase) {
        try (ArchiveReader reader = new ArchiveReader(open(archive, passphrase, Progress.NONE))) {
            return ArchiveFormat.Description.parse(descriptionIn(reader)).name();
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(archive, e);
        }
    }

    /**
     * Tells whether a file begins as encrypted archives do.
     *
     * @throws BackupException (IO) if it cannot be read
     */
    public static boolean isEncrypted(Path archive) {
        try {
            return ArchiveCipher.isEncrypted(archive);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(archive, e);
        }
    }

    private static InputStream open(Path archive, Passphrase passphrase, Progress progress) throws IOException {
        boolean encrypted = isEncrypted(archive);
        if (encrypted && passphrase == null) {
            throw new InvalidInputException("This archive is encrypted. Give its passphrase.");
        }
        if (!encrypted && passphrase != null) {
            // a user who gives a passphrase expects the archive that was encrypted with it
            throw new InvalidInputException(
                    "This archive is not encrypted. Leave the passphrase out if you trust it all the same.");
        }
        InputStream in =
                new BufferedInputStream(ObservedStream.telling(progress, Files.newInputStream(archive)), 1 << 16);
        try {
            return encrypted ? new DecryptingStream(in, ArchiveCipher.read(in, passphrase)) : in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static byte[] descriptionIn(ArchiveReader reader) {
        reader.require(ArchiveFormat.DESCRIPTION);
        return reader.bytes(ArchiveFormat.DESCRIPTION_BYTES);
    }

    /**
     * Reads the whole archive and checks everything but the contents of the inventory.
     *
     * @param draft receives the files of the backup's directory
     * @param contents receives what is not in the repository yet; not finished here
     * @return the manifest as it was where the backup was made
     * @throws BackupException (CHECK_FAILED) if the archive is damaged, cut off or was changed, naming the first
     *     problem; (NO_SPACE) if there is no room for its contents, (CANCELLED), (IO)
     */
    public Manifest unpack(BackupDraft draft, ContentWriter contents) {
        progress.expect(archive.toFile().length());
        allowedBytes = 2 * archive.toFile().length() + UNCOMPRESSED_BYTES;
        try (ArchiveReader reader = new ArchiveReader(open(archive, passphrase, progress))) {
            byte[] json = descriptionIn(reader);
            digests.append(
                    ArchiveFormat.digestLine(Digests.hex(Digests.sha256().digest(json)), ArchiveFormat.DESCRIPTION));
            String entry = reader.next();
            if ((ArchiveFormat.BACKUP + BackupDraft.FILES).equals(entry)) {
                receive(reader, entry, draft.directory());
                requireSpace(draft.filesList(), contents);
                readContents(reader, draft.filesList(), contents);
                entry = reader.next();
            }
            // a list in any other place would come without its contents
            received.add(BackupDraft.FILES);
            while (entry != null && !entry.equals(ArchiveFormat.DIGESTS)) {
                receive(reader, entry, draft.directory());
                entry = reader.next();
            }
            requireDigests(reader);
            Manifest found = checkedManifest();
            BackupName described = ArchiveFormat.Description.parse(json).name();
            if (!found.name().equals(described)) {
                throw BackupException.damaged("The archive was changed: its manifest is for the backup " + found.name()
                        + ", its description is for " + described + ".");
            }
            return found;
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(archive, e);
        }
    }

    private void requireSpace(Path list, ContentWriter contents) {
        long needed = 0;
        try (DistinctContents all = new DistinctContents(list)) {
            for (FileEntry file = all.next(); file != null; file = all.next()) {
                if (file.size() < 0) {
                    throw DamagedException.because(list, file.path() + " has a negative size", null);
                }
                needed = contents.contains(file.sha256()) ? needed : Math.max(needed, needed + file.size());
                progress.checkCancelled();
            }
        }
        repository.requireSpace(needed);
    }

    private static void readContents(ArchiveReader reader, Path list, ContentWriter contents) throws IOException {
        try (DistinctContents all = new DistinctContents(list)) {
            for (FileEntry file = all.next(); file != null; file = all.next()) {
                reader.require(ArchiveFormat.CONTENTS + file.sha256());
                ArchiveReader.Content content = reader.content(file.size());
                if (!contents.store(content, file.size()).equals(file.sha256()) || content.count() != file.size()) {
                    throw BackupException.damaged("The archive is damaged: the content of " + file.path()
                            + " differs from the one in its list of files.");
                }
            }
        }
    }

    /**
     * Receives a file of the backup's directory. The manifest is only kept in memory, since this repository writes its
     * own.
     */
    private void receive(ArchiveReader reader, String entry, Path directory) throws IOException {
        String path = entry.startsWith(ArchiveFormat.BACKUP) ? entry.substring(ArchiveFormat.BACKUP.length()) : "";
        if (!ArchiveFormat.isPartOfArchives(path) || !received.add(path)) {
            throw reader.unexpected("another file of the backup");
        }
        String sha256;
        if (path.equals(ManifestFile.NAME) || path.equals(ManifestFile.DIGEST_NAME)) {
            byte[] bytes = reader.bytes(Math.min(allowedBytes, UNCOMPRESSED_BYTES));
            manifest.put(path, bytes);
            sha256 = Digests.hex(Digests.sha256().digest(bytes));
        } else {
            ArchiveReader.Content content = reader.content(allowedBytes);
            sha256 = write(content, directory.resolve(path));
            files.put(path, sha256);
            allowedBytes -= content.count();
        }
        digests.append(ArchiveFormat.digestLine(sha256, entry));
    }

    private static String write(ArchiveReader.Content content, Path file) {
        MessageDigest digest = Digests.sha256();
        byte[] buffer = new byte[1 << 16];
        try {
            DurableFiles.createDirectoriesUnsynced(file.getParent());
            try (OutputStream out =
                    new DigestOutputStream(Channels.newOutputStream(DurableFiles.create(file)), digest)) {
                for (int count = content.read(buffer, 0, buffer.length);
                        count >= 0;
                        count = content.read(buffer, 0, buffer.length)) {
                    out.write(buffer, 0, count);
                }
            }
            return Digests.hex(digest.digest());
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(file, 0, e);
        }
    }

    private void requireDigests(ArchiveReader reader) {
        if (reader.entry() == null) {
            throw reader.unexpected(ArchiveFormat.DIGESTS);
        }
        byte[] expected = digests.toString().getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(reader.bytes(expected.length), expected)) {
            throw BackupException.damaged("The archive is damaged or was changed: its " + ArchiveFormat.DIGESTS
                    + " does not match its contents.");
        }
        if (reader.next() != null) {
            throw reader.unexpected("its end");
        }
    }

    private Manifest checkedManifest() throws IOException {
        byte[] json = manifest.getOrDefault(ManifestFile.NAME, new byte[0]);
        DigestedFile file = ManifestFile.in(archive.getParent());
        if (!Arrays.equals(manifest.get(ManifestFile.DIGEST_NAME), file.digestOf(json))) {
            throw BackupException.damaged(
                    "The archive is damaged: its manifest does not match " + ManifestFile.DIGEST_NAME + ".");
        }
        Manifest found = ManifestFile.parse(json, archive.resolveSibling(ManifestFile.NAME));
        if (!found.digests().equals(files) || !found.engine().equals(DocumentsCheck.EXPORT)) {
            throw BackupException.damaged(
                    "The archive was changed: its files differ from those that its manifest names.");
        }
        return found;
    }

    /**
     * Checks that the unpacked files make a valid backup: its lists, and that the documents match their list.
     *
     * @param found what {@link #unpack} returned
     * @throws BackupException (CHECK_FAILED) naming the first problem, (CANCELLED)
     */
    public void check(Manifest found, BackupDraft draft) {
        Findings findings = new Findings(draft.directory());
        if (files.containsKey(BackupDraft.FILES)) {
            new FileListCheck(draft.filesList(), findings, progress).run(found, file -> {});
        }
        new DocumentsCheck(draft.directory(), findings, progress).run(found);
        if (findings.anyHarmful()) {
            throw BackupException.damaged(
                    "The archive cannot be used: " + findings.list().get(0));
        }
    }

    /**
     * Makes the unpacked files a backup of this repository.
     *
     * @param found what {@link #unpack} returned
     * @param contents finished here
     * @param name of the new backup
     * @param user who imported it
     * @throws BackupException (EXISTS) if the name was taken in the meantime, (NO_SPACE, IO)
     */
    public Manifest commit(Manifest found, BackupDraft draft, ContentWriter contents, BackupName name, String user) {
        contents.finish();
        Map<String, Object> changed = new LinkedHashMap<>();
        changed.put("name", name);
        changed.put("repositoryId", repository.repositoryId());
        changed.put("trigger", BackupOrigin.IMPORTED);
        changed.put("user", user);
        changed.put("addedBytes", contents.addedBytes());
        try {
            return draft.commit(ManifestFile.with(found, changed));
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.writing(draft.directory(), 0, e);
        }
    }
}
