package org.alien4cloud.plugin.backup.cli;

import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backup",
        description = {
            "Makes a backup.",
            "",
            "Alien4Cloud may run meanwhile, if its Elasticsearch can be reached. Its own plugin makes better backups then: they know which indices other plugins"
                    + " have, and can switch maintenance mode on where documents and files do not come to rest.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup backup",
            "  alien4cloud-backup backup before-upgrade --description \"3.6 to 3.7\""
        })
final class BackupCommand extends ServerCommand {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Its name. Default: the time, in UTC.")
    private String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What a person should know about it.")
    private String description;

    @Option(
            names = "--engine",
            description = "How documents are kept: ${COMPLETION-CANDIDATES}. Default: backup.engine, else AUTO.")
    private EngineKind engine;

    @Option(
            names = "--consistency",
            description = "${COMPLETION-CANDIDATES}. FROZEN is of one point in time; it needs Alien4Cloud stopped.")
    private Consistency consistency;

    @Option(names = "--full", description = "Read all files and documents again, also those that look unchanged.")
    private boolean full;

    @Override
    int run(Session server, Output output) {
        server.requireData();
        CreateBackupRequest request = new CreateBackupRequest(
                name == null ? null : BackupName.of(name), description, engine, consistency, full);
        return follow(() -> server.backups().create(request, Session.user()));
    }
}
