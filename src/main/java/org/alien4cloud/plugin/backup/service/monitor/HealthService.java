package org.alien4cloud.plugin.backup.service.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
import org.alien4cloud.plugin.backup.io.ByteSize;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.EngineKind;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.OperationState;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationStore;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.EngineSelector;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport.Check;
import org.alien4cloud.plugin.backup.service.monitor.HealthReport.State;
import org.alien4cloud.plugin.backup.service.policy.ScheduleSettings;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.restore.UnfinishedRestoreGuard;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.elasticsearch.ElasticsearchException;

/** Checks quickly, and without any change, that the next backup and the next restore can work. */
public class HealthService {

    private static final long LEAST_FREE = 64 << 20;
    private static final int NAMED = 5;

    private final BackupContext context;
    private final OperationStore operations;
    private final OperationRunner runner;
    private final SettingsService settings;
    private final LastBackupCheck lastBackup;
    private final BackupCopyService copy;

    public HealthService(
            BackupContext context,
            OperationStore operations,
            OperationRunner runner,
            SettingsService settings,
            OverdueBackupCheck overdue,
            BackupCopyService copy) {
        this.context = context;
        this.operations = operations;
        this.runner = runner;
        this.settings = settings;
        this.lastBackup = new LastBackupCheck(context, operations, overdue);
        this.copy = copy;
    }

    /** Runs all checks. A check that fails becomes a result too. */
    public HealthReport check() {
        List<Check> checks = new ArrayList<>();
        if (!context.properties().problems().isEmpty()) {
            checks.add(new Check(
                    "configuration",
                    State.WARNING,
                    String.join(" ", context.properties().problems()),
                    "Correct alien4cloud-config.yml and restart Alien4Cloud."));
        }
        checks.add(guarded("directory", this::directory));
        checks.add(guarded("device", this::device));
        checks.add(guarded("space", this::space));
        checks.add(guarded("elasticsearch", this::elasticsearch));
        checks.add(guarded("engine", this::engine));
        checks.add(guarded("last-backup", () -> lastBackup.check(wayTo("POST /rest/latest/backups", "backup"))));
        checks.add(guarded("damage", this::damage));
        checks.add(guarded("schedule", this::schedule));
        if (context.properties().copyDirectory().isPresent()) {
            checks.add(guarded("copy", this::copy));
        }
        checks.add(guarded("unfinished-restore", this::unfinishedRestore));
        return new HealthReport(checks);
    }

    private static Check guarded(String id, Supplier<Check> check) {
        try {
            return check.get();
        } catch (BackupException e) {
            return new Check(id, State.ERROR, e.getMessage(), null);
        } catch (ElasticsearchException e) {
            return new Check(
                    id,
                    State.ERROR,
                    "Elasticsearch does not answer: " + e.getMessage(),
                    "Start Elasticsearch, or read its log.");
        }
    }

    private Check directory() {
        Path directory = context.repository().directory();
        if (!Files.isDirectory(directory)) {
            return new Check(
                    "directory",
                    State.ERROR,
                    "The backup directory " + directory + " is missing.",
                    "Mount its disk. If the directory is lost for good, restart Alien4Cloud: the plugin then creates a new one.");
        }
        if (!Files.isWritable(directory)) {
            return new Check(
                    "directory",
                    State.ERROR,
                    "The backup directory " + directory + " is not writable.",
                    "Allow the user that runs Alien4Cloud to write there, or set backup.directory to another directory.");
        }
        return new Check("directory", State.OK, "Backups are stored in " + directory + ".", null);
    }

    private Check device() {
        Path directory = context.repository().directory();
        Path data = context.platform().dataDirectory();
        try {
            if (Files.getFileStore(directory).equals(Files.getFileStore(data)) && !isCopiedElsewhere(data)) {
                return new Check(
                        "device",
                        State.WARNING,
                        "The backups are on the same disk as the data in " + data + ". If it fails, both are lost.",
                        "Set backup.directory to a directory on another disk, or keep a second copy in backup.copy.directory.");
            }
        } catch (IOException e) {
            return new Check(
                    "device",
                    State.WARNING,
                    "Cannot determine whether the backups are on another disk than the data: " + e,
                    null);
        }
        return new Check(
                "device", State.OK, "The backups, or a copy of them, are on another disk than the data.", null);
    }

    private boolean isCopiedElsewhere(Path data) throws IOException {
        Optional<Path> copy = context.properties().copyDirectory();
        return copy.isPresent()
                && Files.isDirectory(copy.get())
                && !Files.getFileStore(copy.get()).equals(Files.getFileStore(data));
    }

    private Check space() {
        Path directory = context.repository().directory();
        long free = DiskFailures.free(directory);
        List<Manifest> backups = context.history().madeHere();
        long expected = context.history().expectedGrowth();
        String message = (free == Long.MAX_VALUE
                        ? "Cannot determine the free space in " + directory + "; "
                        : ByteSize.of(free) + " are free in " + directory + "; ")
                + (backups.isEmpty()
                        ? "the first backup needs about as much as the data directory holds."
                        : "the largest of the last backups added " + ByteSize.of(expected) + ".");
        String remedy = "Free space, delete backups, or set backup.directory to a larger disk.";
        if (free < Math.max(expected, LEAST_FREE)) {
            return new Check("space", State.ERROR, message, remedy);
        }
        return free < 2 * expected
                ? new Check("space", State.WARNING, message, remedy)
                : new Check("space", State.OK, message, null);
    }

    private Check elasticsearch() {
        int indices = new IndexInspector(context.platform().elasticsearch())
                .requireUsable(context.platform().ownedIndices())
                .size();
        return new Check(
                "elasticsearch",
                State.OK,
                "All " + indices + " indices of Alien4Cloud and its plugins can be read completely.",
                null);
    }

    private Check engine() {
        EngineKind wanted = context.properties().engine().kind();
        EngineSelector.Choice choice = context.engines().preview(wanted);
        String message =
                "The next backup uses the index engine '" + choice.engine().name() + "'";
        if (wanted == EngineKind.AUTO && choice.engine().isSelfContained()) {
            return new Check(
                    "engine",
                    State.OK,
                    message + ", which needs only the backup directory: " + choice.reason(),
                    "Nothing needs to be done. On large servers, snapshots are faster: docs/elasticsearch.md explains how to set them up.");
        }
        return new Check(
                "engine",
                State.OK,
                message + ", since " + choice.reason()
                        + (choice.engine().isSelfContained()
                                ? "."
                                : ". If its snapshot repository cannot be registered then, the log of the backup tells why."),
                null);
    }

    private Check damage() {
        List<String> damaged = context.repository().catalog().list().stream()
                .filter(backup -> !context.history().isGood(backup))
                .map(backup -> backup.name().value())
                .collect(Collectors.toList());
        if (damaged.isEmpty()) {
            return new Check("damage", State.OK, "No backup is known to be damaged.", null);
        }
        return new Check(
                "damage",
                State.WARNING,
                "Damaged backups: " + damaged.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (damaged.size() > NAMED ? " and " + (damaged.size() - NAMED) + " more." : "."),
                "Copy the damaged files from a copy of the backup directory and verify again, or delete these backups:"
                        + " the next backup then stores again what it needs.");
    }

    private Check schedule() {
        ScheduleSettings schedule = settings.get().schedule();
        List<Instant> next = schedule.enabled() ? schedule.next(Instant.now(), 1) : Collections.emptyList();
        if (next.isEmpty()) {
            return new Check("schedule", State.OK, "No schedule is set: backups are only made by hand.", null);
        }
        return new Check(
                "schedule",
                State.OK,
                "The next scheduled backup is due at " + next.get(0)
                        + (isStopped() ? ", or as soon as Alien4Cloud runs again, if that is later." : "."),
                null);
    }

    private boolean isStopped() {
        return context.platform().isStopped();
    }

    /**
     * Tells how a user starts an operation: over REST or on the page, or on the command line if Alien4Cloud is stopped.
     */
    private String wayTo(String call, String command) {
        return isStopped() ? "alien4cloud-backup " + command : call + ", or the page";
    }

    private Check copy() {
        List<Manifest> missing = copy.missing();
        String place =
                "the second copy in " + context.properties().copyDirectory().get();
        Optional<Operation> last = operations.list().stream()
                .filter(operation -> operation.kind() == OperationKind.REPLICATE && !operation.running())
                .findFirst();
        if (last.isPresent() && last.get().state() == OperationState.FAILED) {
            return new Check(
                    "copy",
                    State.WARNING,
                    "Updating " + place + " failed: " + last.get().error(),
                    "It is retried after the next backup that Alien4Cloud makes. To retry now: " + wayToCopy() + '.');
        }
        if (!missing.isEmpty()) {
            return new Check(
                    "copy",
                    State.WARNING,
                    missing.size() + " backups are not yet in " + place + ", the oldest of them from "
                            + Instant.ofEpochMilli(missing.get(0).startedAt()) + ".",
                    isStopped()
                            ? "They are copied when Alien4Cloud runs again. To copy them now: " + wayToCopy() + '.'
                            : "They are copied within seconds when no operation runs.");
        }
        return new Check("copy", State.OK, "All backups are in " + place + ".", null);
    }

    private String wayToCopy() {
        return wayTo("POST /rest/latest/backups/copy", "copy");
    }

    private Check unfinishedRestore() {
        if (runner.current()
                .filter(operation -> operation.kind() == OperationKind.RESTORE)
                .isPresent()) {
            return new Check("unfinished-restore", State.OK, "A restore is running.", null);
        }
        new UnfinishedRestoreGuard(context).requireNone();
        return new Check("unfinished-restore", State.OK, "No restore is unfinished.", null);
    }
}
