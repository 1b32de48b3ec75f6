package org.alien4cloud.plugin.backup.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Acts on the lock of a backup directory as a process on another machine does. */
final class OtherMachine {

    static final ProcessIdentity ELSEWHERE = new ProcessIdentity("elsewhere", "boot", "4711", "then");

    private OtherMachine() {}

    /**
     * Takes over the lock: the lock of another owner is another file.
     *
     * @return the new content
     */
    static byte[] takeOver(Path directory, String operation) {
        byte[] lock = LockOwner.now(ELSEWHERE, operation).toJson();
        try {
            Path draft = Files.write(directory.resolve("others"), lock);
            Files.move(draft, directory.resolve("lock"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lock;
    }
}
