package org.alien4cloud.plugin.backup.cli;

import java.util.List;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.policy.RetentionSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Implements the command {@code prune}. */
@Command(
        name = "prune",
        description = {
            "Deletes the scheduled backups and safety backups that the retention rules no longer keep.",
            "",
            "The rules are those set on the page, unless options give others. Manual, uploaded and pinned backups are never deleted.",
            ""
        },
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup prune --dry-run",
            "  alien4cloud-backup prune --last 7 --daily 14 --weekly 8 --monthly 0"
        })
final class PruneCommand extends ServerCommand {

    @Option(
            names = "--dry-run",
            description =
                    "Only list the backups that would be deleted now. (The page shows which are deleted after the next scheduled backup.)")
    private boolean dryRun;

    @Option(names = "--last", paramLabel = "N", description = "Keep the N newest backups.")
    private Integer last;

    @Option(names = "--daily", paramLabel = "N", description = "Keep one backup per day, for N days.")
    private Integer daily;

    @Option(names = "--weekly", paramLabel = "N", description = "Keep one backup per week, for N weeks.")
    private Integer weekly;

    @Option(names = "--monthly", paramLabel = "N", description = "Keep one backup per month, for N months.")
    private Integer monthly;

    @Option(
            names = "--max-age-days",
            paramLabel = "N",
            description = "Delete backups older than N days, except the newest one.")
    private Integer maxAgeDays;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Maximum size of all backups, in bytes. The newest backup always stays.")
    private Long maxBytes;

    @Override
    int run(Session server, Output output) {
        Settings settings = rules(server.requireBackups().settings().get());
        List<BackupName> names = server.settings().deletableNow(settings);
        if (dryRun || names.isEmpty()) {
            output.line(names.isEmpty() ? "There is nothing to delete now." : "These would be deleted now:");
            names.forEach(name -> output.line("  " + name));
            output.document(Output.named("deletes", names));
            return ExitCode.DONE;
        }
        return follow(() -> server.backups().prune(names, Session.user()));
    }

    private Settings rules(Settings set) {
        if (Stream.of(last, daily, weekly, monthly, maxAgeDays, maxBytes).anyMatch(rule -> rule != null)) {
            return new Settings(
                    set.schedule(),
                    new RetentionSettings(true, last, daily, weekly, monthly, maxAgeDays, maxBytes),
                    set.notification(),
                    set.verification());
        }
        if (!set.retention().enabled()) {
            throw new InvalidInputException(
                    "No retention rules are set. Say what to keep, such as --last 7 --daily 7, or set the rules on the page.");
        }
        return set;
    }
}
