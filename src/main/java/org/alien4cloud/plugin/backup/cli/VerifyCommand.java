package org.alien4cloud.plugin.backup.cli;

import org.alien4cloud.plugin.backup.service.verify.VerifyRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {"Reads all of a backup and compares it with its digests. Exit code 4 if it is damaged.", ""},
        footerHeading = ServerCommand.EXAMPLES,
        footer = {"  alien4cloud-backup verify before-upgrade", "  alien4cloud-backup verify before-upgrade --deep"})
final class VerifyCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The backup.")
    private String name;

    @Option(
            names = "--deep",
            description =
                    "Also restore each index beside the live ones, compare every document, and remove it: the proof.")
    private boolean deep;

    @Override
    int run(Session server, Output output) {
        return server.named(
                name,
                backup -> follow(() -> server.verifications().verify(backup, new VerifyRequest(deep), Session.user())));
    }
}
