package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Chooses where the tests' servers keep their data: in memory if there is enough of it, which takes a quarter less
 * processor time than target/it. Data in memory are deleted after the tests, unless these run with
 * {@code -Dtests.keep=true}.
 */
final class ServerData {
    private static final Path MEMORY = Path.of("/dev/shm");
    /** All tests' servers at once have a tenth of it. */
    private static final long ENOUGH = 8L << 30;

    private static final Path ROOT = root();
    private static final Collection<Path> DIRECTORIES = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ServerData::end));
    }

    private ServerData() {}

    /** A new, empty directory. */
    static Path directory(String name) {
        try {
            Path directory = ROOT.resolve(name);
            delete(directory);
            DIRECTORIES.add(directory);
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path target = DevHostProcess.target();
        boolean roomy = Files.isWritable(MEMORY)
                && MEMORY.toFile().getUsableSpace() > ENOUGH
                && !Boolean.getBoolean("tests.keep");
        return roomy
                ? MEMORY.resolve("alien4cloud-backup-it-" + Integer.toHexString(target.hashCode()))
                : target.resolve("it");
    }

    /** A test run that is cut off leaves no process behind either. */
    private static void end() {
        ProcessHandle.current().descendants().forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        if (ROOT.startsWith(MEMORY)) {
            for (Path directory : DIRECTORIES) {
                try {
                    delete(directory);
                } catch (IOException e) {
                    System.err.println(directory + " was not deleted: " + e);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            EmbeddedElasticsearch.deleteTree(directory);
        }
    }
}
