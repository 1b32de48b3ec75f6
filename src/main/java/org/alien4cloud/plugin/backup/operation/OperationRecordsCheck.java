package org.alien4cloud.plugin.backup.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Finding;
import org.alien4cloud.plugin.backup.model.Finding.Problem;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.model.Progress;

/**
 * Checks the stored records and logs of operations, and reports extra, missing and damaged files. No backup needs that
 * directory, so no finding is harmful.
 */
final class OperationRecordsCheck {

    private static final String RECORD = ".json";
    private static final String LOG = ".log";

    private final Path directory;
    private final Progress progress;
    private final List<Finding> findings = new ArrayList<>();

    OperationRecordsCheck(Path directory, Progress progress) {
        this.directory = directory;
        this.progress = progress;
    }

    List<Finding> run() {
        Set<String> names = names();
        for (String name : names) {
            progress.checkCancelled();
            if (!isOf(name, RECORD) && !isOf(name, LOG) && !isOf(name, RECORD + DurableFiles.DRAFT_SUFFIX)) {
                add(
                        name,
                        Problem.EXTRA,
                        "the plugin did not put it there; look at it, and remove it if nobody needs it");
            } else if (isOf(name, RECORD)) {
                checkRecord(name);
            } else if (isOf(name, LOG) && !names.contains(idOf(name, LOG) + RECORD)) {
                add(idOf(name, LOG) + RECORD, Problem.MISSING, "there is only the log of this operation");
            }
        }
        return findings;
    }

    private Set<String> names() {
        if (!Files.isDirectory(directory)) {
            return Collections.emptySet();
        }
        try (Stream<Path> files = Files.list(directory)) {
            Set<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith(".nfs"))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.IO, "Cannot read the operations in " + directory + ": " + e, e);
        }
    }

    private static boolean isOf(String name, String suffix) {
        return name.endsWith(suffix)
                && OperationStore.ID.matcher(idOf(name, suffix)).matches();
    }

    private static String idOf(String name, String suffix) {
        return name.substring(0, name.length() - suffix.length());
    }

    private void checkRecord(String name) {
        try {
            JsonNode record = OperationStore.record(directory.resolve(name));
            String id = idOf(name, RECORD);
            if (!id.equals(record.path("id").asText())) {
                add(
                        name,
                        Problem.DAMAGED,
                        "it is the record of another operation, "
                                + record.path("id").asText());
            } else if (!OperationState.RUNNING
                            .name()
                            .equals(record.path("state").asText())
                    && record.has(OperationStore.LOG_DIGEST)) {
                checkLog(id + LOG, record.path(OperationStore.LOG_DIGEST).asText());
            }
        } catch (IOException e) {
            add(name, Problem.DAMAGED, "it is not the record that was written (" + e.getMessage() + ")");
        }
    }

    private void checkLog(String name, String expected) {
        try {
            if (!Digests.ofFile(directory.resolve(name), progress).equals(expected)) {
                add(name, Problem.DAMAGED, "its SHA-256 is not the one in the operation's record");
            }
        } catch (NoSuchFileException e) {
            add(name, Problem.MISSING, "the operation's record has its digest");
        } catch (IOException e) {
            add(name, Problem.DAMAGED, "it cannot be read (" + e + ")");
        }
    }

    private void add(String name, Problem problem, String reason) {
        findings.add(new Finding(
                directory.getFileName() + "/" + name, problem, reason + "; it is history only", false, 0, null));
    }
}
