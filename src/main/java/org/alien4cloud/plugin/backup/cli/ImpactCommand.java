package org.alien4cloud.plugin.backup.cli;

import java.util.Locale;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.ImpactReport;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Implements the command {@code impact}. */
@Command(
        name = "impact",
        description = {
            "Reports what a restore would change and its consequences. Changes nothing. The exit code is 4 if a warning would stop the restore.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = "  alien4cloud-backup impact before-upgrade")
final class ImpactCommand extends ServerCommand {

    private static final String ROW = "%-24s %12s %12s %12s";

    @Parameters(paramLabel = "NAME", description = "The name of the backup.")
    private String name;

    @Mixin
    private RestoreArguments choice;

    @Override
    int run(Session server, Output output) {
        return run(server.requireData(), name, choice, output);
    }

    /** @return the exit code */
    static int run(Session server, String name, RestoreArguments choice, Output output) {
        ImpactReport report = server.named(name, backup -> server.impact().report(backup, choice.of(backup), null));
        output.line("Verdict: " + report.verdict() + ". "
                + (report.lost() + report.overwritten() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%,d named items would be removed, %,d would get older content.",
                                report.lost(),
                                report.overwritten())));
        output.line(String.format(ROW, "", "ADDED", "CHANGED", "REMOVED"));
        report.kinds().stream().filter(kind -> kind.total() > 0).forEach(kind -> output.line(row(kind)));
        output.line(row(report.documents()));
        output.line(row(report.files()));
        output.line("The restore would write " + Output.bytes(report.bytesToWrite()) + '.');
        for (ImpactWarning warning : report.warnings()) {
            String severity = warning.severity().name().toLowerCase(Locale.ROOT);
            output.line((warning.blocking() ? output.red(severity) : severity) + " (" + warning.id() + "): "
                    + warning.message() + ' ' + warning.consequence());
        }
        if (report.warnings().stream().anyMatch(ImpactWarning::blocking)) {
            output.line("To restore despite these warnings: restore " + report.backup() + " --acknowledge "
                    + report.digest() + " with the same options.");
        }
        output.document(Output.named("impact", report));
        return report.warnings().stream().anyMatch(ImpactWarning::blocking) ? ExitCode.CHECK_FAILED : ExitCode.DONE;
    }

    private static String row(ChangeCount count) {
        return String.format(Locale.ROOT, ROW, count.kind(), count.create(), count.replace(), count.delete());
    }
}
