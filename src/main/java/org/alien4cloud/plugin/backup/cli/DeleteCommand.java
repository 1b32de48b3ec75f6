package org.alien4cloud.plugin.backup.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = {"Deletes a backup, and what only it used.", ""},
        footerHeading = ServerCommand.EXAMPLES,
        footer = "  alien4cloud-backup delete before-upgrade")
final class DeleteCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The backup.")
    private String name;

    @Override
    int run(Session server, Output output) {
        return server.named(name, backup -> follow(() -> server.backups().delete(backup, Session.user())));
    }
}
