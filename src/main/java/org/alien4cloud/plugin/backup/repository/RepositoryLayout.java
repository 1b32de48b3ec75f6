package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.InvalidInputException;

/** Knows the names that the plugin uses in a backup directory, and reports all others as extra files. */
final class RepositoryLayout {

    private static final String PACKS = "packs";
    private static final String OBJECTS = "objects";
    private static final String BACKUPS = "backups";
    private static final Set<String> HOLDS_BACKUPS = set(PACKS, OBJECTS, BACKUPS);
    /** Files that other parts of the plugin may write before the repository is created. */
    private static final Set<String> MAY_PRECEDE = set(
            RepositoryDescriptorFile.DIGEST_NAME,
            "operations",
            "journal",
            "settings.json",
            ".lock",
            "lock",
            "raised-limits",
            KnownDamage.NAME,
            "restore-times.json",
            "servers",
            Uploads.DIRECTORY);

    private static final Set<String> OF_THE_FILE_SYSTEM = set("lost+found", ".snapshot");
    private static final Pattern PACK = Pattern.compile("[0-9a-f]{32}\\.pack");
    private static final Pattern OBJECT_DIRECTORY = Pattern.compile("[0-9a-f]{2}");

    private RepositoryLayout() {}

    private static Set<String> set(String... names) {
        return Collections.unmodifiableSet(new HashSet<>(Arrays.asList(names)));
    }

    /** Tells whether a name may be in a directory where a repository is to be created. */
    static boolean mayPrecede(String name) {
        return MAY_PRECEDE.contains(withoutDraft(name))
                || RepositoryDescriptorFile.NAME.equals(withoutDraft(name))
                || isOfTheFileSystem(name);
    }

    /** Tells whether a directory that contains this name holds, or held, backups. */
    static boolean holdsBackups(String name) {
        return HOLDS_BACKUPS.contains(name);
    }

    /**
     * Tells whether file systems create this name automatically; NFS renames files that are removed while open to
     * {@code .nfs…}.
     */
    static boolean isOfTheFileSystem(String name) {
        return OF_THE_FILE_SYSTEM.contains(name) || name.startsWith(".nfs");
    }

    static boolean isBackupName(String name) {
        try {
            BackupName.of(name);
            return true;
        } catch (InvalidInputException e) {
            return false;
        }
    }

    private static String withoutDraft(String name) {
        return name.endsWith(DurableFiles.DRAFT_SUFFIX)
                ? name.substring(0, name.length() - DurableFiles.DRAFT_SUFFIX.length())
                : name;
    }

    /** Tells whether this is a leftover of unfinished work, which the next start removes. */
    private static boolean isLeftover(String name) {
        return name.startsWith(TemporaryNames.INCOMPLETE) || name.startsWith(TemporaryNames.DELETED);
    }

    /** Reports files that the plugin did not create. Directories of backups and of operations have their own checks. */
    static void findExtras(Path root, Findings findings) throws IOException {
        check(root, findings, child -> mayPrecede(name(child)) || holdsBackups(name(child)));
        check(root.resolve(PACKS), findings, child -> PACK.matcher(name(child)).matches() || isLeftover(name(child)));
        check(
                root.resolve(BACKUPS),
                findings,
                child -> isDirectory(child) && (isBackupName(name(child)) || isLeftover(name(child))));
        check(root.resolve("journal"), findings, RepositoryLayout::isDirectory);
        Path objects = root.resolve(OBJECTS);
        check(
                objects,
                findings,
                child -> isLeftover(name(child))
                        || isDirectory(child)
                                && OBJECT_DIRECTORY.matcher(name(child)).matches());
        for (Path directory : TemporaryNames.children(objects)) {
            if (isDirectory(directory)
                    && OBJECT_DIRECTORY.matcher(name(directory)).matches()) {
                check(
                        directory,
                        findings,
                        child -> Digests.isDigest(name(child)) && name(child).startsWith(name(directory)));
            }
        }
    }

    private static void check(Path directory, Findings findings, Predicate<Path> isOwn) throws IOException {
        for (Path child : TemporaryNames.children(directory)) {
            if (!isOfTheFileSystem(name(child)) && !isOwn.test(child)) {
                findings.add(
                        child,
                        Problem.EXTRA,
                        "the plugin did not create it; inspect it, and remove it if nobody needs it",
                        false);
            }
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
