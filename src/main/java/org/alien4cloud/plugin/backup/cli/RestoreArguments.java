package org.alien4cloud.plugin.backup.cli;

import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.service.restore.RestoreRequest;
import org.alien4cloud.plugin.backup.service.restore.RestoreScope;
import picocli.CommandLine.Option;

/** Declares the options that a restore and its dry run share: what to restore, and how. */
final class RestoreArguments {

    @Option(
            names = "--directories",
            split = ",",
            paramLabel = "DIR",
            description =
                    "Restore only these directories of Alien4Cloud, such as csar,artifacts. Restores no documents, unless --indices is given.")
    private List<String> directories;

    @Option(
            names = "--indices",
            split = ",",
            paramLabel = "INDEX",
            description = "Restore only these indices. Restores no files, unless --directories is given.")
    private List<String> indices;

    @Option(names = "--configuration", description = "Also restore Alien4Cloud's configuration files.")
    private boolean configuration;

    @Option(
            names = "--rewrite-locations",
            description =
                    "Change file:// locations that point into the backup's data directory, so that they point into the data directory of this server.")
    private boolean rewriteLocations;

    @Option(
            names = "--no-safety-backup",
            description =
                    "Do not make a backup of the current state first. A failed restore is rolled back in any case.")
    private boolean noSafetyBackup;

    @Option(
            names = "--acknowledge",
            paramLabel = "DIGEST",
            description =
                    "Restore despite the warnings of the report with this digest. The command 'impact', called with the same options, prints the digest. If the restore would now do something else, it is refused.")
    private String acknowledge;

    @Option(names = "--force", description = "Restore despite all warnings.")
    private boolean force;

    @Option(
            names = "--full",
            description = "Read and compare all documents and files, even if they look unchanged since the backup.")
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
