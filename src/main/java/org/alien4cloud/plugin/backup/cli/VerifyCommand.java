package org.alien4cloud.plugin.backup.cli;

import org.alien4cloud.plugin.backup.service.verify.VerifyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code verify}. */
@Command(
        name = "verify",
        description = {
            "Reads all content of a backup and compares it with the recorded digests. The exit code is 4 if the backup is damaged.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {"  alien4cloud-backup verify before-upgrade", "  alien4cloud-backup verify before-upgrade --deep"})
final class VerifyCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The name of the backup.")
    private String name;

    @Option(
            names = "--deep",
            description =
                    "Also test the restore of every index: restore it under a temporary name, compare every document, and remove it.")
    private boolean deep;

    @Override
    int run(Session server, Output output) {
        return server.named(
                name,
                backup -> follow(() -> server.verifications().verify(backup, new VerifyRequest(deep), Session.user())));
    }
}
