package org.alien4cloud.plugin.backup.cli;

import java.util.List;
import java.util.Map;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.operation.RepositoryLock;
import org.alien4cloud.plugin.backup.service.restore.Recovery;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Implements the command {@code recover}. */
@Command(
        name = "recover",
        description = {
            "Finishes or undoes a restore that was interrupted, for example because Alien4Cloud was killed. Alien4Cloud must be stopped.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup recover --dry-run",
            "  alien4cloud-backup recover",
            "    If Alien4Cloud does not start after a restore of the running server:",
            "    alien4cloud-backup recover --undo"
        })
final class RecoverCommand extends ServerCommand {

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
            names = "--undo",
            description = "Undo a completed restore of the running server: put the state before it back.")
    private boolean undo;

    @Option(names = "--ignore-port", description = "Do not check Alien4Cloud's port, because another program uses it.")
    private boolean ignorePort;

    @Override
    int run(Session server, Output output) {
        server.requireData().requireBackups();
        if (!dryRun) {
            server.context().platform().requireAtRest();
        }
        Recovery recovery = server.recovery();
        try (RepositoryLock lock = server.locks()
                .acquireOrAwaitDeath("recover", output::note)
                .orElseThrow(() -> new BackupException(
                        Kind.BUSY,
                        "Another process is using " + server.backupDirectory() + ": "
                                + server.locks().refusal() + " Stop Alien4Cloud first."))) {
            List<String> found = recovery.findings();
            found.forEach(output::line);
            if (!dryRun) {
                recovery.run();
                if (undo) {
                    recovery.undoRestored();
                }
                recovery.findings().forEach(output::line);
            }
            boolean half = recovery.isHalfDone();
            int exitCode = half && !dryRun ? ExitCode.FAILED : ExitCode.DONE;
            Map<String, Object> document = Output.named("found", found);
            document.put("remaining", recovery.findings());
            document.put("whole", !half);
            document.put("exitCode", exitCode);
            output.document(document);
            return exitCode;
        }
    }

    @Override
    boolean ignoresPort() {
        return ignorePort;
    }
}
