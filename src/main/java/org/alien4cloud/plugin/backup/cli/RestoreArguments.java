package org.alien4cloud.plugin.backup.cli;

import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.service.restore.RestoreRequest;
import org.alien4cloud.plugin.backup.service.restore.RestoreScope;
import picocli.CommandLine.Option;

/** How much is to be restored, and how; the same for a restore and for its dry run. */
final class RestoreArguments {

    @Option(
            names = "--directories",
            split = ",",
            paramLabel = "DIR",
            description =
                    "Only these of Alien4Cloud's directories, such as csar,artifacts; and no documents unless --indices names some.")
    private List<String> directories;

    @Option(
            names = "--indices",
            split = ",",
            paramLabel = "INDEX",
            description = "Only these indices; and no files unless --directories names some.")
    private List<String> indices;

    @Option(names = "--configuration", description = "Put Alien4Cloud's configuration files back as well.")
    private boolean configuration;

    @Option(
            names = "--rewrite-locations",
            description =
                    "Make locations of files (file://) that point into the data directory of the backup point into"
                            + " this server's.")
    private boolean rewriteLocations;

    @Option(
            names = "--no-safety-backup",
            description =
                    "Do not make a backup of the present state first. A restore that fails is rolled back all the same.")
    private boolean noSafetyBackup;

    @Option(
            names = "--acknowledge",
            paramLabel = "DIGEST",
            description =
                    "The warnings of the report with this digest need not stop the restore. The command"
                            + " 'impact' prints it; say the same options there. If the restore would do something else than that report tells, it is refused.")
    private String acknowledge;

    @Option(names = "--force", description = "No warning stops the restore.")
    private boolean force;

    @Option(
            names = "--full",
            description = "Read and compare all documents and files, also those that look unchanged since the backup.")
    private boolean full;

    RestoreRequest of(BackupName backup) {
        return RestoreRequest.builder()
                .confirm(backup.value())
                .scope(RestoreScope.withAlienStopped(directories, indices))
                .configuration(configuration)
                .rewriteLocations(rewriteLocations)
                .safetyBackup(!noSafetyBackup)
                .acknowledgeReport(acknowledge, force)
                .full(full)
                .build();
    }
}
