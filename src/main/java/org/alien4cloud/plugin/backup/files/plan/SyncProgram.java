package org.alien4cloud.plugin.backup.files.plan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.alien4cloud.plugin.backup.io.SystemProgram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code sync -f} of the GNU coreutils, which calls syncfs(2) to write out a whole file system. That is much
 * faster than an fsync of each of many files, and Java has no call for it.
 *
 * <p>It is used only where it is known to guarantee as much as fsync. Linux before 5.8 does not report failed writes
 * (see syncfs(2)). Only file systems are accepted whose own code writes everything to the disk: FUSE has none, and an
 * overlay may hide failures. A failed write since the last syncfs call for the same file system, by any process, is
 * reported to the next call.
 */
final class SyncProgram {

    private static final Logger LOGGER = LoggerFactory.getLogger(SyncProgram.class);

    private static final List<Path> PLACES = Arrays.asList(Paths.get("/bin/sync"), Paths.get("/usr/bin/sync"));
    private static final Set<String> FILE_SYSTEMS = new HashSet<>(Arrays.asList("ext3", "ext4", "xfs", "btrfs"));
    /**
     * The first words of the right program's version. Other programs of that name do not know the option or hide
     * failures.
     */
    private static final String NAME = "sync (GNU coreutils)";

    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");
    private static final int MAJOR = 5;
    private static final int MINOR = 8;

    private final List<Path> places;
    private final Set<String> fileSystems;
    private final String system;
    private final String version;

    SyncProgram() {
        this(PLACES, FILE_SYSTEMS, System.getProperty("os.name"), System.getProperty("os.version"));
    }

    /**
     * @param places of the program; the first that can be executed is used
     * @param fileSystems types, as {@link java.nio.file.FileStore#type()} names them, that may be synced this way
     * @param system the operating system's name, as in the system property {@code os.name}
     * @param version its version, as in {@code os.version}
     */
    SyncProgram(List<Path> places, Set<String> fileSystems, String system, String version) {
        this.places = places;
        this.fileSystems = fileSystems;
        this.system = system;
        this.version = version;
    }

    /**
     * Writes out the file system that a directory is on, and waits until that is done. An interrupt does not end the
     * wait, but is kept.
     *
     * @return whether everything is on the disk; false if this cannot be done here, or failed
     */
    boolean sync(Path directory) {
        if (!isTrusted()
                || !directory.getFileSystem().equals(FileSystems.getDefault())
                || !fileSystems.contains(type(directory))) {
            return false;
        }
        return SystemProgram.find(places)
                .map(program -> run(program, directory))
                .orElse(false);
    }

    private static String type(Path directory) {
        try {
            return Files.getFileStore(directory).type();
        } catch (IOException e) {
            LOGGER.debug("Cannot determine the file system of {}; files are synced one by one", directory, e);
            return null;
        }
    }

    private boolean isTrusted() {
        Matcher numbers = VERSION.matcher(String.valueOf(version));
        if (!"Linux".equals(system) || !numbers.matches()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > MAJOR || major == MAJOR && Integer.parseInt(numbers.group(2)) >= MINOR;
    }

    private static boolean run(SystemProgram program, Path directory) {
        try {
            String name = program.firstLine("--version");
            if (name == null || !name.startsWith(NAME)) {
                return false;
            }
            int exitCode = program.run("-f", directory.toAbsolutePath().toString());
            if (exitCode != 0) {
                LOGGER.warn(
                        "{} -f {} failed with exit code {}; files are synced one by one", program, directory, exitCode);
            }
            return exitCode == 0;
        } catch (IOException | SecurityException e) {
            // A server may be forbidden to start programs.
            LOGGER.debug("{} cannot be started; files are synced one by one", program, e);
            return false;
        }
    }
}
