package org.alien4cloud.plugin.backup.cli;

import java.util.Locale;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport;
import picocli.CommandLine.Command;

/** Implements the command {@code health}. */
@Command(
        name = "health",
        description = {
            "Checks whether the server is ready for its next backup, and says what to do if not. The exit code is 4 if there is an error.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = "  alien4cloud-backup health")
final class HealthCommand extends ServerCommand {

    @Override
    int run(Session server, Output output) {
        HealthReport health = server.requireData().requireBackups().health().check();
        for (HealthReport.Check check : health.checks()) {
            output.line(String.format(
                    "%-8s %-20s %s%s",
                    check.state().name().toLowerCase(Locale.ROOT),
                    check.id(),
                    check.message(),
                    check.remedy() == null ? "" : ' ' + check.remedy()));
        }
        output.document(Output.named("health", health));
        return health.state() == HealthReport.State.ERROR ? ExitCode.CHECK_FAILED : ExitCode.DONE;
    }
}
