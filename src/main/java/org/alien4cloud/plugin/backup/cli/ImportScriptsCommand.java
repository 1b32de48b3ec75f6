package org.alien4cloud.plugin.backup.cli;

import java.nio.file.Path;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.transfer.LegacyScriptImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code import-scripts}. */
@Command(
        name = "import-scripts",
        description = {
            "Imports a backup that was made with the scripts in the manual of Alien4Cloud 1.x: a folder with copies of artifacts, csar and plugins, and a snapshot in Elasticsearch. The result can be verified and restored like any other backup.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup import-scripts --list",
            "  alien4cloud-backup import-scripts --name from-scripts \\",
            "      ~/tmp/alien_backups/filesystem/24_11_2018_03_00"
        })
final class ImportScriptsCommand extends ServerCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "The folder with the copies of artifacts, csar and plugins.")
    private Path folder;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the new backup. Required, except with --list.")
    private String name;

    @Option(
            names = "--snapshot",
            paramLabel = "SNAPSHOT",
            description = "The name of the snapshot. Default: the one with the name of the folder, or the only one.")
    private String snapshot;

    @Option(
            names = "--repository",
            paramLabel = "REPOSITORY",
            defaultValue = LegacyScriptImport.REPOSITORY,
            description = "The name of the snapshot repository. Default: ${DEFAULT-VALUE}.")
    private String repository;

    @Option(
            names = "--repository-directory",
            paramLabel = "DIRECTORY",
            description =
                    "The directory of the snapshot repository, if Elasticsearch does not know it. It must be below path.repo, and is registered read-only. Default: ../../elasticsearch, relative to the folder.")
    private Path location;

    @Option(names = "--list", description = "Only list the complete snapshots, the oldest first.")
    private boolean list;

    @Override
    int run(Session server, Output output) {
        LegacyScriptImport scripted = server.scriptImport();
        if (list) {
            List<String> snapshots = scripted.snapshots(repository, location, folder);
            snapshots.forEach(output::line);
            output.document(Output.named("snapshots", snapshots));
            return ExitCode.DONE;
        }
        if (folder == null || name == null) {
            throw new InvalidInputException(
                    "Give the folder with the copies, and the name of the new backup with --name.");
        }
        BackupName wanted = BackupName.of(name);
        return follow(() -> scripted.start(folder, repository, location, snapshot, wanted, Session.user()));
    }
}
