package org.alien4cloud.plugin.backup.cli;

import picocli.CommandLine.Command;

/** Implements the command {@code copy}. */
@Command(
        name = "copy",
        description = {
            "Brings the second copy of the backup directory (backup.copy.directory) up to date. Alien4Cloud does so automatically after each backup; this command line does not.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {"  alien4cloud-backup copy", "  alien4cloud-backup copy --copy-directory /mnt/other/backups"})
final class CopyCommand extends ServerCommand {

    @Override
    int run(Session server, Output output) {
        server.requireBackups();
        return follow(() -> server.copy().start(Session.user()));
    }
}
