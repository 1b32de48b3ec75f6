package org.alien4cloud.plugin.backup.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Verification;
import org.alien4cloud.plugin.backup.service.restore.LastRestore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Implements the command {@code list}. */
@Command(
        name = "list",
        description = {"Lists the backups, the newest first. Works without Elasticsearch.", ""},
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup list --backup-directory /mnt/backups",
            "  alien4cloud-backup list upgrade --json"
        })
final class ListCommand extends ServerCommand {

    private static final String AFTER_NAME = "%-19s %-10s %10s %10s %10s  %-8s %s";

    @Parameters(
            arity = "0..1",
            paramLabel = "QUERY",
            description =
                    "Only list backups with this text in their name or description. Upper and lower case are treated the same.")
    private String query;

    @Override
    int run(Session server, Output output) {
        List<Manifest> backups = server.requireBackups().backups().list(query);
        int longest = backups.stream()
                .mapToInt(backup -> backup.name().value().length())
                .max()
                .orElse(1);
        String row = "%-" + Math.max(longest, 4) + "s " + AFTER_NAME;
        if (backups.isEmpty()) {
            output.line("No backups" + (query == null ? "" : " with '" + query + "' in their name or description")
                    + " in " + server.backupDirectory() + '.');
        } else {
            output.line(
                    String.format(row, "NAME", "WHEN", "MADE BY", "SIZE", "DOCUMENTS", "FILES", "ENGINE", "VERIFIED"));
        }
        Optional<LastRestore> restored = server.restoreHistory().last();
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Manifest backup : backups) {
            Optional<Verification> verification = server.verifications().last(backup.name());
            output.line(String.format(
                    row,
                    backup.name(),
                    Output.time(backup.startedAt()),
                    backup.trigger().name().toLowerCase(Locale.ROOT),
                    Output.bytes(backup.bytes()),
                    backup.documents(),
                    backup.files(),
                    backup.engine(),
                    verification.map(ListCommand::words).orElse("not yet")));
            documents.add(document(
                    backup,
                    server.backups().note(backup),
                    verification,
                    restored.map(restore -> restore.undoneBy(backup.name()))));
        }
        restored.filter(restore ->
                        backups.stream().anyMatch(backup -> backup.name().equals(restore.getSafetyBackup())))
                .ifPresent(restore -> output.line(restore.getSafetyBackup() + " undoes the last restore, of "
                        + restore.getOperation().backup() + '.'));
        output.document(Output.named("backups", documents));
        return ExitCode.DONE;
    }

    static String words(Verification verification) {
        return (verification.state() == Verification.State.OK ? "ok" : "DAMAGED")
                + (verification.deep() ? " (test restore) " : " ")
                + Output.time(verification.verifiedAt());
    }

    private static Map<String, Object> document(
            Manifest backup, BackupNote note, Optional<Verification> verification, Optional<BackupName> undoes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", backup.name());
        document.put("description", note.description());
        document.put("pinned", note.pinned());
        document.put("undoes", undoes.orElse(null));
        document.put("startedAt", backup.startedAt());
        document.put("endedAt", backup.endedAt());
        document.put("trigger", backup.trigger());
        document.put("user", backup.user());
        document.put("engine", backup.engine());
        document.put("consistency", backup.consistency());
        document.put("bytes", backup.bytes());
        document.put("addedBytes", backup.addedBytes());
        document.put("files", backup.files());
        document.put("documents", backup.documents());
        document.put("indices", backup.indices().size());
        document.put("warnings", backup.warnings());
        document.put("verifiedAt", verification.map(Verification::verifiedAt).orElse(null));
        document.put("verified", verification.map(Verification::state).orElse(null));
        return document;
    }
}
