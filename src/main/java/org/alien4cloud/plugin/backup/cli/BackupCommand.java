package org.alien4cloud.plugin.backup.cli;

import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code backup}. */
@Command(
        name = "backup",
        description = {
            "Makes a backup of the documents and files of Alien4Cloud.",
            "",
            "Alien4Cloud may keep running, if its Elasticsearch can be reached. While it runs, better make backups on its page: the plugin knows the indices of other plugins, and can switch maintenance mode on if documents or files keep changing.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup backup",
            "  alien4cloud-backup backup before-upgrade --description \"3.6 to 3.7\""
        })
final class BackupCommand extends ServerCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The name of the new backup. Default: the current time in UTC.")
    private String name;

    @Option(
            names = "--description",
            paramLabel = "TEXT",
            description = "A description of the backup, for people who read the list.")
    private String description;

    @Option(
            names = "--engine",
            description =
                    "How to store documents: ${COMPLETION-CANDIDATES}. Default: backup.engine of the configuration, or AUTO if it is not set.")
    private EngineKind engine;

    @Option(
            names = "--consistency",
            description =
                    "How consistent the backup must be: ${COMPLETION-CANDIDATES}. FROZEN captures a single point in time, and requires that Alien4Cloud is stopped.")
    private Consistency consistency;

    @Option(
            names = "--full",
            description = "Read all files and documents again, even if they look unchanged since the last backup.")
    private boolean full;

    @Override
    int run(Session server, Output output) {
        server.requireData();
        CreateBackupRequest request = new CreateBackupRequest(
                name == null ? null : BackupName.of(name), description, engine, consistency, full);
        return follow(() -> server.backups().create(request, Session.user()));
    }
}
