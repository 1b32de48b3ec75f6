package org.alien4cloud.plugin.backup.cli;

import java.io.Console;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "restore",
        description = {
            "Puts a server back to what it was when the backup was made. Alien4Cloud must be stopped.",
            "",
            "The server may also be a new one: with an empty data directory and an empty Elasticsearch, on another path or another cluster."
                    + " A restore that fails puts back everything as it was; one that was killed is undone or finished by the command 'recover'.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup restore before-upgrade",
            "  alien4cloud-backup restore before-upgrade --dry-run",
            "  alien4cloud-backup restore before-upgrade --rewrite-locations"
        })
final class RestoreCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The backup.")
    private String name;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "The backup's name once more. Without it you are asked for it.")
    private String confirm;

    @Option(names = "--dry-run", description = "Only tell what would change, as the command 'impact' does.")
    private boolean dryRun;

    @Option(names = "--ignore-port", description = "What answers at Alien4Cloud's port is something else.")
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
                    "This replaces the data in %s. Type the backup's name to go on: ",
                    server.context().platform().dataDirectory());
        }
        if (!backup.value().equals(given)) {
            throw new InvalidInputException("A restore replaces the data of this server. Say --confirm " + backup
                    + " to go on. Nothing was changed.");
        }
    }
}
