package org.alien4cloud.plugin.backup.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.BackupNote;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Implements the command {@code show}. */
@Command(
        name = "show",
        description = {"Shows the content of a backup. Works without Elasticsearch.", ""},
        footerHeading = ServerCommand.EXAMPLES,
        footer = {
            "  alien4cloud-backup show before-upgrade",
            "  alien4cloud-backup show before-upgrade --files csar/",
            "  alien4cloud-backup show before-upgrade --log"
        })
final class ShowCommand extends ServerCommand {

    @Parameters(paramLabel = "NAME", description = "The name of the backup.")
    private String name;

    @Option(
            names = "--files",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "PREFIX",
            description = "List the files of the backup whose path begins with PREFIX; without PREFIX, all files.")
    private String files;

    @Option(names = "--log", description = "Print the log of the backup's creation.")
    private boolean log;

    @Override
    int run(Session server, Output output) {
        Manifest backup = server.named(name, server.backups()::get);
        if (log) {
            List<String> lines = server.contents().log(backup.name());
            lines.forEach(output::line);
            output.document(Output.named("log", lines));
        } else if (files != null) {
            files(server, backup, output);
        } else {
            show(server, backup, output);
        }
        return ExitCode.DONE;
    }

    private void files(Session server, Manifest backup, Output output) {
        List<Map<String, Object>> documents = new ArrayList<>();
        server.contents().files(backup.name(), files, item -> {
            output.line(String.format("%12d  %s  %s", item.bytes(), Output.time(item.mtime()), item.path()));
            if (output.isJson()) {
                Map<String, Object> document = Output.named("path", item.path());
                document.put("type", item.type());
                document.put("bytes", item.bytes());
                document.put("mtime", item.mtime());
                documents.add(document);
            }
        });
        output.document(Output.named("files", documents));
    }

    private static void show(Session server, Manifest backup, Output output) {
        Map<String, Long> inventory = server.backups().inventory(backup);
        output.line("Name         " + backup.name());
        BackupNote note = server.backups().note(backup);
        if (note.description() != null) {
            output.line("Description  " + note.description());
        }
        if (note.pinned()) {
            output.line("Pinned       yes: the retention never deletes it");
        }
        output.line("When         " + Output.time(backup.startedAt()) + ", for "
                + Output.duration((backup.endedAt() - backup.startedAt() + 500) / 1000));
        output.line("Made by      " + backup.trigger().name().toLowerCase(Locale.ROOT)
                + (backup.user() == null ? "" : ", " + backup.user()));
        output.line("Of           " + backup.dataDirectory() + ", cluster " + backup.clusterName() + " ("
                + backup.clusterUuid() + ")");
        output.line("Size         " + Output.bytes(backup.bytes()) + " in " + backup.files() + " files, "
                + backup.documents() + " documents in " + backup.indices().size() + " indices; "
                + Output.bytes(backup.addedBytes()) + " were new");
        output.line("Engine       " + backup.engine() + ", "
                + backup.consistency().name().toLowerCase(Locale.ROOT));
        output.line("Content      "
                + (inventory.isEmpty()
                        ? "unknown"
                        : inventory.entrySet().stream()
                                .map(kind -> kind.getValue() + " " + kind.getKey())
                                .collect(Collectors.joining(", "))));
        output.line("Verified     "
                + server.verifications()
                        .last(backup.name())
                        .map(ListCommand::words)
                        .orElse("not yet"));
        server.verifications().last(backup.name()).ifPresent(last -> last.findings().stream()
                .filter(Finding::harmful)
                .forEach(finding -> output.line("Damaged      " + finding)));
        backup.warnings().forEach(warning -> output.line("Warning      " + warning));
        Map<String, Object> document = new LinkedHashMap<>();
        ObjectNode manifest = new ObjectMapper().valueToTree(server.backups().described(backup));
        manifest.remove("digests");
        manifest.put("pinned", note.pinned());
        document.put("backup", manifest);
        document.put("inventory", inventory);
        document.put("verification", server.verifications().last(backup.name()).orElse(null));
        output.document(document);
    }
}
