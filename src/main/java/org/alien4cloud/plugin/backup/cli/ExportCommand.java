package org.alien4cloud.plugin.backup.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.alien4cloud.plugin.backup.service.transfer.ArchiveService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code export}. */
@Command(
        name = "export",
        description = {
            "Writes a backup into one archive file, for another place or another server. The archive holds password hashes and cloud credentials: keep it safe.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup export before-upgrade",
            "  alien4cloud-backup export before-upgrade /mnt/usb/a4c.zip",
            "  alien4cloud-backup export before-upgrade --encrypt"
        })
final class ExportCommand extends ServerCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The name of the backup.")
    private String name;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "The archive file. Default: NAME.a4c-backup.zip in the current directory; with .enc appended if encrypted.")
    private Path file;

    @Option(names = "--overwrite", description = "Replace the file if it exists.")
    private boolean overwrite;

    @Option(
            names = "--encrypt",
            description = "Encrypt the archive with a passphrase. Nobody can open it without the passphrase.")
    private boolean encrypt;

    @Mixin
    private PassphraseOption passphraseOption;

    @Override
    int run(Session server, Output output) {
        Passphrase passphrase = encrypt || passphraseOption.isGiven() ? passphraseOption.read(true) : null;
        return server.named(name, backup -> {
            server.backups().get(backup);
            Path archive = (file != null ? file : Paths.get(ArchiveService.fileName(backup, passphrase != null)))
                    .toAbsolutePath();
            if (Files.exists(archive) && !overwrite) {
                throw new InvalidInputException(
                        "The file " + archive + " already exists. Add --overwrite to replace it.");
            }
            int exitCode = follow(() -> server.archives().startExport(backup, passphrase, Session.user(), archive));
            if (exitCode == ExitCode.DONE) {
                output.line(archive.toString());
            }
            return exitCode;
        });
    }
}
