package org.alien4cloud.plugin.backup.service.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;

/** Copies Alien4Cloud's configuration files into a backup, and puts them back if the user asks for it. */
public final class ConfigurationFileBackup {

    /** The subdirectory of a backup that has them. */
    public static final String DIRECTORY = "configuration";

    private static final DiskFailures FAILURES =
            new DiskFailures("", "Put the file in its place by hand.", "Free space.");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,200}");
    private static final String BEFORE = ".before-restore";

    private final AlienPlatform platform;
    private final Progress progress;

    public ConfigurationFileBackup(AlienPlatform platform, Progress progress) {
        this.platform = platform;
        this.progress = progress;
    }

    /**
     * Copies the files into the directory of a backup that is being made. A file that cannot be read is left out and
     * logged.
     *
     * @return name to original path of each copied file
     * @throws BackupException (NO_SPACE, IO) if they cannot be written
     */
    Map<String, String> copy(Path backup) {
        Map<String, String> copied = new TreeMap<>();
        platform.configurationFiles().forEach((name, file) -> {
            byte[] content = null;
            try {
                content = NAME.matcher(name).matches() ? Files.readAllBytes(file) : null;
            } catch (IOException e) {
                progress.log("Not in the backup: " + DiskFailures.named(file, e) + ".");
            }
            if (content != null) {
                Path copy = backup.resolve(DIRECTORY).resolve(name);
                try {
                    DurableFiles.createDirectories(copy.getParent());
                    DurableFiles.write(copy, content);
                } catch (IOException e) {
                    throw FAILURES.writing("write", copy, content.length, e);
                }
                copied.put(name, file.toString());
            }
        });
        return copied;
    }

    /**
     * Replaces this server's configuration files by those of the same names in a backup. The present ones are kept
     * beside them. The call can be repeated.
     *
     * @throws BackupException (IO, NO_SPACE) if one cannot be read or written; that one is unchanged then
     */
    public void putBack(Manifest manifest, Path backup) {
        Map<String, Path> live = platform.configurationFiles();
        for (String name : manifest.configuration().keySet()) {
            Path file = live.get(name);
            if (file == null) {
                progress.log("This server has no configuration file " + name
                        + ", so the one of the backup was not put back.");
            } else if (NAME.matcher(name).matches()
                    && replace(file, backup.resolve(DIRECTORY).resolve(name))) {
                progress.log(file + " was replaced by the one of the backup, which is used from the next start of"
                        + " Alien4Cloud. The previous one is " + file + BEFORE + ".");
            }
        }
    }

    private static boolean replace(Path file, Path backedUp) {
        try {
            byte[] content = Files.readAllBytes(backedUp);
            if (Arrays.equals(content, Files.readAllBytes(file))) {
                return false;
            }
            Files.copy(
                    file,
                    file.resolveSibling(file.getFileName() + BEFORE),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
            Path draft = file.resolveSibling(file.getFileName() + DurableFiles.DRAFT_SUFFIX);
            // keep the permissions: Alien4Cloud may run as another user than the owner of the file
            Files.copy(file, draft, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            Files.write(draft, content);
            DurableFiles.syncFile(draft);
            DurableFiles.rename(draft, file);
            return true;
        } catch (IOException e) {
            throw FAILURES.writing("replace", file, 0, e);
        }
    }
}
