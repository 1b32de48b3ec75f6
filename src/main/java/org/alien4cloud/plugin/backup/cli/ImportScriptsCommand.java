package org.alien4cloud.plugin.backup.cli;

import java.nio.file.Path;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.transfer.LegacyScriptImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import-scripts",
        description = {
            "Takes what the scripts in the manual of Alien4Cloud 1.x made as a backup that can be verified and restored:"
                    + " a folder with copies of artifacts, csar and plugins, and a snapshot in Elasticsearch.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup import-scripts --list",
            "  alien4cloud-backup import-scripts --name from-scripts \\",
            "      ~/tmp/alien_backups/filesystem/24_11_2018_03_00"
        })
final class ImportScriptsCommand extends ServerCommand {

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "The folder with the copies.")
    private Path folder;

    @Option(names = "--name", paramLabel = "NAME", description = "The backup's name. Needed unless with --list.")
    private String name;

    @Option(
            names = "--snapshot",
            paramLabel = "SNAPSHOT",
            description = "Which snapshot. Without it: the one that is named as the" + " folder, or the only one.")
    private String snapshot;

    @Option(
            names = "--repository",
            paramLabel = "REPOSITORY",
            defaultValue = LegacyScriptImport.REPOSITORY,
            description = "The snapshot repository. Default: ${DEFAULT-VALUE}")
    private String repository;

    @Option(
            names = "--repository-directory",
            paramLabel = "DIRECTORY",
            description = "Where it is, if Elasticsearch does not know it: a directory below"
                    + " path.repo. It is registered read-only. Without it: ../../elasticsearch of the folder.")
    private Path location;

    @Option(names = "--list", description = "Only lists the complete snapshots, the oldest first.")
    private boolean list;

    @Override
    int run(Session server, Output output) {
        LegacyScriptImport scripted = server.scripted();
        if (list) {
            List<String> snapshots = scripted.snapshots(repository, location, folder);
            snapshots.forEach(output::line);
            output.document(Output.named("snapshots", snapshots));
            return ExitCode.DONE;
        }
        if (folder == null || name == null) {
            throw new InvalidInputException("Say the folder with the copies, and the backup's name with --name.");
        }
        BackupName wanted = BackupName.of(name);
        return follow(() -> scripted.start(folder, repository, location, snapshot, wanted, Session.user()));
    }
}
