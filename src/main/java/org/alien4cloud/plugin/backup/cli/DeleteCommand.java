package org.alien4cloud.plugin.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Implements the command {@code delete}. */
@Command(
        name = "delete",
        description = {"Deletes a backup, and the stored data that only it uses.", ""},
        footerHeading = ServerCommand.EXAMPLES,
        footer = "  alien4cloud-backup delete before-upgrade")
final class DeleteCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The name of the backup.")
    private String name;

    @Override
    int run(Session server, Output output) {
        return server.named(name, backup -> follow(() -> server.backups().delete(backup, Session.user())));
    }
}
