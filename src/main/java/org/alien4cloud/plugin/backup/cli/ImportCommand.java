package org.alien4cloud.plugin.backup.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code import}. */
@Command(
        name = "import",
        description = {"Imports a backup from an archive file of this server or another one.", ""},
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup import before-upgrade.a4c-backup.zip",
            "  alien4cloud-backup import before-upgrade.a4c-backup.zip --name from-old-server"
        })
final class ImportCommand extends ServerCommand {

    @Parameters(paramLabel = "FILE", description = "The archive file.")
    private Path file;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "A new name for the backup. Default: its name in the archive.")
    private String name;

    @Mixin
    private PassphraseOption passphraseOption;

    @Override
    int run(Session server, Output output) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("There is no file " + file + '.');
        }
        ArchiveService archives = server.archives();
        Passphrase passphrase =
                ArchiveService.isEncrypted(file) || passphraseOption.isGiven() ? passphraseOption.read(false) : null;
        BackupName wanted = name == null ? null : BackupName.of(name);
        String upload = archives.beginUpload(Files.size(file));
        boolean taken = false;
        try (InputStream in = Files.newInputStream(file)) {
            archives.append(upload, 0, in);
            taken = true;
            return follow(() -> archives.startImport(upload, wanted, passphrase, Session.user()));
        } finally {
            if (!taken) {
                archives.removeUpload(upload);
            }
        }
    }
}
