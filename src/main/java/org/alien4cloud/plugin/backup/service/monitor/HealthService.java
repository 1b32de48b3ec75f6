package org.alien4cloud.plugin.backup.service.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
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
import org.alien4cloud.plugin.backup.service.monitor.Health.Check;
import org.alien4cloud.plugin.backup.service.monitor.Health.State;
import org.alien4cloud.plugin.backup.service.policy.ScheduleSettings;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.alien4cloud.plugin.backup.service.restore.UnfinishedRestores;
import org.alien4cloud.plugin.backup.service.schedule.OverdueBackupCheck;
import org.alien4cloud.plugin.backup.service.transfer.BackupCopyService;
import org.elasticsearch.ElasticsearchException;

/** Looks at all that the next backup will need, quickly and without changing anything; a check that fails says why. */
public class HealthService {

    private static final long LEAST_FREE = 64 << 20;
    private static final int NAMED = 5;

    private final BackupContext context;
    private final OperationStore operations;
    private final OperationRunner runner;
    private final SettingsService settings;
    private final OverdueBackupCheck overdue;
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
        this.overdue = overdue;
        this.copy = copy;
    }

    /** Never fails: what cannot be told is a check of its own. */
    public Health check() {
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
        checks.add(guarded("last-backup", this::lastBackup));
        checks.add(guarded("damage", this::damage));
        checks.add(guarded("schedule", this::schedule));
        if (context.properties().copyDirectory().isPresent()) {
            checks.add(guarded("copy", this::copy));
        }
        checks.add(guarded("unfinished-restore", this::unfinishedRestore));
        return new Health(checks);
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
                    "Start Elasticsearch, or see its log.");
        }
    }

    private Check directory() {
        Path directory = context.repository().directory();
        if (!Files.isDirectory(directory)) {
            return new Check(
                    "directory",
                    State.ERROR,
                    "The backup directory " + directory + " is missing.",
                    "Is its disk mounted? If it is gone for good, restart Alien4Cloud: the plugin makes a new one.");
        }
        if (!Files.isWritable(directory)) {
            return new Check(
                    "directory",
                    State.ERROR,
                    "The backup directory " + directory + " is not writable.",
                    "Let the user that runs Alien4Cloud write there, or set backup.directory.");
        }
        return new Check("directory", State.OK, "Backups are kept in " + directory + ".", null);
    }

    private Check device() {
        Path directory = context.repository().directory();
        Path data = context.platform().dataDirectory();
        try {
            if (Files.getFileStore(directory).equals(Files.getFileStore(data)) && !isCopiedElsewhere(data)) {
                return new Check(
                        "device",
                        State.WARNING,
                        "The backups are on the same disk as the data in " + data + ": both are lost with it.",
                        "Set backup.directory to another disk, or backup.copy.directory for a second copy.");
            }
        } catch (IOException e) {
            return new Check(
                    "device",
                    State.WARNING,
                    "Whether the backups are on another disk than the data cannot be told: " + e,
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
                        ? "How much is free in " + directory + " cannot be told; "
                        : String.format(Locale.ROOT, "%,d bytes are free in %s; ", free, directory))
                + (backups.isEmpty()
                        ? "the first backup needs about as much as the data directory holds."
                        : String.format(Locale.ROOT, "the largest of the last backups added %,d.", expected));
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
                indices + " indices of Alien4Cloud and its plugins can be read as a whole.",
                null);
    }

    private Check engine() {
        EngineKind wanted = context.properties().engine().kind();
        EngineSelector.Choice choice = context.engines().foresee(wanted);
        String message =
                "The next backup uses the index engine '" + choice.engine().name() + "'";
        if (wanted == EngineKind.AUTO && choice.engine().isSelfContained()) {
            return new Check(
                    "engine",
                    State.OK,
                    message + ", which needs nothing but the backup directory: " + choice.reason(),
                    "Nothing needs to be done. For large servers snapshots are faster; docs/elasticsearch.md says how to set them up.");
        }
        return new Check(
                "engine",
                State.OK,
                message + ", since " + choice.reason()
                        + (choice.engine().isSelfContained()
                                ? "."
                                : ". If its repository cannot be registered then, the backup's log says why."),
                null);
    }

    private Check lastBackup() {
        Optional<Manifest> newest = context.history().madeHere().stream().findFirst();
        Optional<Operation> attempt = operations.list().stream()
                .filter(operation -> operation.kind() == OperationKind.BACKUP && !operation.running())
                .findFirst();
        Optional<String> lack = overdue.lack();
        if (lack.isPresent()) {
            return new Check(
                    "last-backup",
                    State.ERROR,
                    lack.get(),
                    "Make one now, and see in the log of the last attempts why there is none.");
        }
        if (!newest.isPresent()) {
            int uploaded = context.repository().catalog().list().size();
            return new Check(
                    "last-backup",
                    State.WARNING,
                    uploaded == 0
                            ? "There is no backup yet."
                            : "There is no backup that was made here, only " + uploaded
                                    + " that came in archives: what this server holds now is in none of them.",
                    "Make one: " + wayTo("POST /rest/latest/backups", "backup") + '.');
        }
        Optional<Manifest> good = context.history().goodBackups().stream().findFirst();
        if (!good.isPresent() || !good.get().name().equals(newest.get().name())) {
            return new Check(
                    "last-backup",
                    good.isPresent() ? State.WARNING : State.ERROR,
                    "The newest backup, " + newest.get().name() + ", is damaged. "
                            + good.map(backup -> "The newest good one, " + backup.name() + ", is " + hoursSince(backup)
                                            + " hours old.")
                                    .orElse("There is no good" + " backup."),
                    "See its details for what is damaged, and docs/operations.md for what to do.");
        }
        String message =
                "The newest backup, " + newest.get().name() + ", is " + hoursSince(newest.get()) + " hours old.";
        if (attempt.isPresent()
                && attempt.get().state() == OperationState.FAILED
                && attempt.get().startedAt() > newest.get().startedAt()) {
            return new Check(
                    "last-backup",
                    State.WARNING,
                    message + " A later one failed: " + attempt.get().error(),
                    null);
        }
        return new Check("last-backup", State.OK, message, null);
    }

    private static long hoursSince(Manifest backup) {
        return ChronoUnit.HOURS.between(Instant.ofEpochMilli(backup.endedAt()), Instant.now());
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
                "Known to be damaged: " + damaged.stream().limit(NAMED).collect(Collectors.joining(", "))
                        + (damaged.size() > NAMED ? " and " + (damaged.size() - NAMED) + " more." : "."),
                "Copy what is damaged from a copy of the backup directory"
                        + " and verify them again, or delete them: the next backup then stores again what it needs.");
    }

    private Check schedule() {
        ScheduleSettings schedule = settings.get().schedule();
        List<Instant> next = schedule.enabled() ? schedule.next(Instant.now(), 1) : Collections.emptyList();
        if (next.isEmpty()) {
            return new Check("schedule", State.OK, "No backup is made by itself.", null);
        }
        return new Check(
                "schedule",
                State.OK,
                "The next backup of the schedule is due at " + next.get(0)
                        + (isStopped() ? ", or as soon as Alien4Cloud runs again if that is later." : "."),
                null);
    }

    private boolean isStopped() {
        return context.platform().isStopped();
    }

    /** How something is begun here: by a call or the page, or where Alien4Cloud is stopped, by the command line. */
    private String wayTo(String call, String command) {
        return isStopped() ? "alien4cloud-backup " + command : call + ", or the page";
    }

    private Check copy() {
        List<Manifest> lacking = copy.lacking();
        String place =
                "the second copy in " + context.properties().copyDirectory().get();
        Optional<Operation> last = operations.list().stream()
                .filter(operation -> operation.kind() == OperationKind.REPLICATE && !operation.running())
                .findFirst();
        if (last.isPresent() && last.get().state() == OperationState.FAILED) {
            return new Check(
                    "copy",
                    State.WARNING,
                    "Bringing " + place + " up to date failed: " + last.get().error(),
                    "It is tried again after the next backup that Alien4Cloud makes, or at once: " + wayToCopy() + '.');
        }
        if (!lacking.isEmpty()) {
            return new Check(
                    "copy",
                    State.WARNING,
                    lacking.size() + " backups are not in " + place + " yet, the oldest of "
                            + Instant.ofEpochMilli(lacking.get(0).startedAt()) + ".",
                    isStopped()
                            ? "They follow when Alien4Cloud runs again, or at once: " + wayToCopy() + '.'
                            : "They follow within seconds when nothing else runs.");
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
        new UnfinishedRestores(context).requireNone();
        return new Check("unfinished-restore", State.OK, "No restore waits for its end.", null);
    }
}
