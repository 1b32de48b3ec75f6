package org.alien4cloud.plugin.backup.service.transfer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.alien4cloud.plugin.backup.elasticsearch.CapturedIndices;
import org.alien4cloud.plugin.backup.elasticsearch.ExportEngine;
import org.alien4cloud.plugin.backup.elasticsearch.ForeignSnapshot;
import org.alien4cloud.plugin.backup.files.DataTree;
import org.alien4cloud.plugin.backup.files.capture.CaptureResult;
import org.alien4cloud.plugin.backup.files.capture.FileCapture;
import org.alien4cloud.plugin.backup.impact.Inventory;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.BackupOrigin;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.operation.OperationRunner.Outcome;
import org.alien4cloud.plugin.backup.operation.RunningOperation;
import org.alien4cloud.plugin.backup.repository.BackupDraft;
import org.alien4cloud.plugin.backup.repository.BackupRepository;
import org.alien4cloud.plugin.backup.repository.ContentWriter;
import org.alien4cloud.plugin.backup.repository.FileEntryWriter;
import org.alien4cloud.plugin.backup.service.BackupContext;
import org.alien4cloud.plugin.backup.service.capture.CaptureManifest;
import org.alien4cloud.plugin.backup.service.capture.CapturePass;

/**
 * Imports backups that the scripts in the manual of Alien4Cloud 1.x made. Such a backup is a folder
 * {@code filesystem/<name>} with copies of {@code artifacts}, {@code csar} and {@code plugins}, and a snapshot of the
 * same name in the repository {@code alien_backup}. The directory of that repository is {@code elasticsearch} beside
 * {@code filesystem}. Imported backups can be shown, verified and restored like all others.
 */
public final class LegacyScriptImport {

    /** The name of the snapshot repository in the manual. */
    public static final String REPOSITORY = "alien_backup";

    private static final List<String> DIRECTORIES =
            Collections.unmodifiableList(Arrays.asList("artifacts", "csar", "git", "images", "plugins", "work"));

    private final BackupContext context;
    private final OperationRunner runner;
    private final List<String> indices;

    /** @param indices of Alien4Cloud; others in a snapshot are left out */
    public LegacyScriptImport(BackupContext context, OperationRunner runner, List<String> indices) {
        this.context = context;
        this.runner = runner;
        this.indices = indices;
    }

    /**
     * Returns the snapshots in a repository, the oldest first.
     *
     * @param location of the repository, if Elasticsearch does not know it; null to guess it from the folder
     * @param folder with the copies; null if unknown
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch cannot read the repository
     */
    public List<String> snapshots(String repository, Path location, Path folder) {
        return foreign(repository, location, folder).snapshots();
    }

    private ForeignSnapshot foreign(String repository, Path location, Path folder) {
        ForeignSnapshot foreign =
                new ForeignSnapshot(context.platform().elasticsearch(), repository, context.temporaryPrefix());
        Path guessed = folder == null
                ? null
                : folder.toAbsolutePath().resolve("../../elasticsearch").normalize();
        if (location != null) {
            foreign.register(location);
        } else if (guessed != null && Files.isDirectory(guessed)) {
            foreign.register(guessed);
        }
        return foreign;
    }

    /**
     * Starts to import a backup of the scripts.
     *
     * @param folder with the copies
     * @param location see {@link #snapshots}
     * @param snapshot null for the only one, or else the one with the name of the folder
     * @throws BackupException (NOT_FOUND) if the folder or the snapshot has no data of Alien4Cloud, or there is no such
     *     snapshot; (EXISTS) if the name is taken; (BUSY) if an operation runs; (ELASTICSEARCH)
     */
    public Operation start(
            Path folder, String repository, Path location, String snapshot, BackupName name, String user) {
        List<String> directories = DIRECTORIES.stream()
                .filter(directory -> Files.isDirectory(folder.resolve(directory)))
                .collect(Collectors.toList());
        if (directories.isEmpty()) {
            throw new BackupException(
                    Kind.NOT_FOUND,
                    "The folder " + folder + " has none of the directories " + String.join(", ", DIRECTORIES) + '.');
        }
        context.repository().catalog().requireNew(name);
        ForeignSnapshot foreign = foreign(repository, location, folder);
        String chosen = choose(
                foreign.snapshots(),
                repository,
                snapshot,
                folder.toAbsolutePath().normalize().getFileName().toString());
        List<String> wanted = new ArrayList<>(foreign.indices(chosen));
        List<String> others = new ArrayList<>(wanted);
        wanted.retainAll(indices);
        others.removeAll(indices);
        if (wanted.isEmpty()) {
            throw new BackupException(
                    Kind.NOT_FOUND,
                    "The snapshot " + chosen + " has no index of Alien4Cloud 3. It has: " + String.join(", ", others)
                            + '.');
        }
        return runner.start(OperationKind.IMPORT, name, user, operation -> {
            List<String> warnings = new ArrayList<>();
            warnings.add("Scripts made this backup, so documents and files may not match.");
            if (!others.isEmpty()) {
                warnings.add(
                        "Indices that Alien4Cloud 3 does not have were left out: " + String.join(", ", others) + '.');
            }
            importCopies(folder, directories, foreign, chosen, wanted, name, warnings, operation);
            context.history().requireUndamaged(name);
            return Outcome.DONE;
        });
    }

    private static String choose(List<String> snapshots, String repository, String named, String folder) {
        String chosen = named != null ? named : snapshots.size() == 1 ? snapshots.get(0) : folder;
        if (!snapshots.contains(chosen)) {
            throw new BackupException(
                    Kind.NOT_FOUND,
                    "The snapshot repository " + repository + " has no complete snapshot"
                            + (snapshots.isEmpty()
                                    ? "."
                                    : " '" + chosen + "'. It has: " + String.join(", ", snapshots) + '.'));
        }
        return chosen;
    }

    private void importCopies(
            Path folder,
            List<String> directories,
            ForeignSnapshot foreign,
            String snapshot,
            List<String> wanted,
            BackupName name,
            List<String> warnings,
            RunningOperation operation) {
        BackupRepository repository = context.repository();
        long startedAt = System.currentTimeMillis();
        try (BackupDraft draft = repository.catalog().begin(name, operation);
                ContentWriter contents = repository.contents().begin()) {
            operation.phase(Phase.FILES);
            CaptureResult files;
            try (FileEntryWriter entries = new FileEntryWriter(draft.filesList())) {
                files = new FileCapture(
                                new DataTree(folder, Collections.emptySet()).only(directories),
                                CapturePass.sink(contents),
                                operation)
                        .capture(
                                Collections.emptyIterator(),
                                0,
                                true,
                                withoutRepeatedLevels(folder, directories, entries));
            }
            operation.phase(Phase.INDICES);
            Inventory inventory = new Inventory();
            CapturedIndices captured =
                    foreign.capture(snapshot, wanted, draft.directory(), operation.id(), inventory, operation);
            inventory.write(draft.directory().resolve(Inventory.FILE));
            operation.phase(Phase.COMMITTING);
            contents.finish();
            operation.checkCancelled();
            operation.requireLock();
            Manifest made = draft.commit(CaptureManifest.begin(context, startedAt, files, captured, contents)
                    .name(name)
                    .trigger(BackupOrigin.IMPORTED)
                    .user(operation.user())
                    .description("Copies in " + folder + ", snapshot " + snapshot)
                    .consistency(Consistency.LIVE)
                    .warnings(warnings)
                    .engine(ExportEngine.NAME)
                    .partial(true)
                    .build());
            operation.log(
                    "Imported backup " + name + " of " + folder + " and the snapshot " + snapshot + ": " + made.files()
                            + " files, " + made.documents() + " documents in "
                            + made.indices().size() + " indices.");
        }
    }

    /**
     * Removes repeated directory levels from paths. The scripts run {@code mkdir artifacts} and {@code cp -r
     * .../artifacts artifacts}, which makes {@code artifacts/artifacts}; each restore and backup adds a level.
     */
    private static Consumer<FileEntry> withoutRepeatedLevels(
            Path folder, List<String> directories, FileEntryWriter entries) {
        Map<String, String> doubled = new HashMap<>();
        for (String directory : directories) {
            String content = directory;
            while (hasOnlyChild(folder.resolve(content), directory)) {
                content += '/' + directory;
            }
            doubled.put(directory, content);
        }
        return entry -> {
            String top = entry.path().split("/", 2)[0];
            String content = doubled.get(top);
            if (entry.path().startsWith(content + '/')) {
                entries.add(entry.at(top + entry.path().substring(content.length())));
            } else if (entry.path().equals(top)) {
                entries.add(entry);
            }
        };
    }

    private static boolean hasOnlyChild(Path directory, String child) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(each -> each.getFileName().toString())
                            .collect(Collectors.toList())
                            .equals(Collections.singletonList(child))
                    && Files.isDirectory(directory.resolve(child), LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new BackupException(Kind.IO, "Cannot read " + directory + ": " + e, e);
        }
    }
}
