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
 * {@code sync -f} of the GNU coreutils, which calls syncfs(2): all of a file system is written out at once, which takes
 * a fraction of what an fsync of each of many files does. Java has no call for it.
 *
 * <p>Used only where it is known to promise as much as fsync: on Linux since 5.8, before which syncfs does not tell of
 * what could not be written (see syncfs(2)), and on file systems whose own code for it writes everything to the disk.
 * FUSE has none, an overlay may not tell of failures. What could not be written since the last call of syncfs for the
 * same file system, whoever called, is told to the next one.
 */
final class SyncProgram {

    private static final Logger LOGGER = LoggerFactory.getLogger(SyncProgram.class);

    private static final List<Path> PLACES = Arrays.asList(Paths.get("/bin/sync"), Paths.get("/usr/bin/sync"));
    private static final Set<String> FILE_SYSTEMS = new HashSet<>(Arrays.asList("ext3", "ext4", "xfs", "btrfs"));
    /**
     * What the right one says of itself: of others of that name, some do not know the option, some do not tell of
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
     * @param fileSystems types, as {@link java.nio.file.FileStore#type()} names them, that may be synced so
     * @param system and its version, as the system properties {@code os.name} and {@code os.version}
     */
    SyncProgram(List<Path> places, Set<String> fileSystems, String system, String version) {
        this.places = places;
        this.fileSystems = fileSystems;
        this.system = system;
        this.version = version;
    }

    /**
     * Writes out the file system that a directory is on, and waits until that is done, also where the thread is
     * interrupted: the interrupt is kept.
     *
     * @return whether all of it is on the disk; false if this cannot be done here, or failed
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
            LOGGER.debug("It cannot be told what file system {} is on; files are synced one by one", directory, e);
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
