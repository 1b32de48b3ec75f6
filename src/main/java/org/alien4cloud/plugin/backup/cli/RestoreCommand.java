package org.alien4cloud.plugin.backup.cli;

import java.io.Console;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code restore}. */
@Command(
        name = "restore",
        description = {
            "Restores a server to its state at the time of the backup. Alien4Cloud must be stopped.",
            "",
            "The server may be a new one, with an empty data directory and an empty Elasticsearch; its path and its cluster may differ. If the restore fails, everything is put back as it was. If it is killed, use the command 'recover' to undo or finish it.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup restore before-upgrade",
            "  alien4cloud-backup restore before-upgrade --dry-run",
            "  alien4cloud-backup restore before-upgrade --rewrite-locations"
        })
final class RestoreCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The name of the backup.")
    private String name;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "The name of the backup again, as confirmation. Without it, the program asks for it.")
    private String confirm;

    @Option(names = "--dry-run", description = "Only report what would change, like the command 'impact'.")
    private boolean dryRun;

    @Option(names = "--ignore-port", description = "Do not check Alien4Cloud's port, because another program uses it.")
    private boolean ignorePort;

    @Mixin
    private RestoreArguments choice;

    @Override
    int run(Session server, Output output) {
        server.requireData();
        if (dryRun) {
            return ImpactCommand.run(server, name, choice, output);
        }
        return server.named(name, backup -> {
            server.backups().get(backup);
            requireConfirmed(backup, server);
            return follow(() -> server.restores().restore(backup, choice.of(backup), Session.user()));
        });
    }

    @Override
    boolean ignoresPort() {
        return ignorePort;
    }

    private void requireConfirmed(BackupName backup, Session server) {
        String given = confirm;
        Console console = System.console();
        if (given == null && console != null) {
            given = console.readLine(
                    "This replaces the data in %s. Type the name of the backup to continue:  ",
                    server.context().platform().dataDirectory());
        }
        if (!backup.value().equals(given)) {
            throw new InvalidInputException("A restore replaces the data of this server. Add --confirm " + backup
                    + " to continue. Nothing was changed.");
        }
    }
}
