package org.alien4cloud.plugin.backup.cli;

import java.util.List;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.service.policy.RetentionSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "prune",
        description = {
            "Deletes those backups of the schedule, and old safety backups, that the retention lets go.",
            "",
            "The rules are those that are set on the page, unless options say others. What a person made, brought here or pinned is never deleted.",
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
                    "Only tell which would go now. (The page tells which go after the next backup of the schedule.)")
    private boolean dryRun;

    @Option(names = "--last", paramLabel = "N", description = "Keep the N newest.")
    private Integer last;

    @Option(names = "--daily", paramLabel = "N", description = "Keep the newest of each of N days.")
    private Integer daily;

    @Option(names = "--weekly", paramLabel = "N", description = "Keep the newest of each of N weeks.")
    private Integer weekly;

    @Option(names = "--monthly", paramLabel = "N", description = "Keep the newest of each of N months.")
    private Integer monthly;

    @Option(names = "--max-age-days", paramLabel = "N", description = "Keep none that is older, but for the newest.")
    private Integer maxAgeDays;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "Keep no more than fit into N bytes of the backup directory, but for the newest.")
    private Long maxBytes;

    @Override
    int run(Session server, Output output) {
        Settings settings = rules(server.requireBackups().settings().get());
        List<BackupName> names = server.settings().deletableNow(settings);
        if (dryRun || names.isEmpty()) {
            output.line(names.isEmpty() ? "Nothing is to be deleted now." : "These would be deleted now:");
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
                    "No retention is set, so nothing is deleted by itself. Say what to keep, such as --last 7 --daily 7, or set it on"
                            + " the page.");
        }
        return set;
    }
}
