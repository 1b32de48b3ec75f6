package org.alien4cloud.plugin.backup.platform;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Versions;
import org.elasticsearch.client.Client;
import org.springframework.core.env.Environment;

/**
 * Gives access to the data of a stopped Alien4Cloud whose Elasticsearch runs; the command line uses it. A backup can be
 * made this way even while Alien4Cloud runs, without disturbing it.
 */
public final class StoppedPlatform implements AlienPlatform {

    private final Path dataDirectory;
    private final DataLayout layout;
    private final String uploadDirectory;
    private final Map<String, Path> configurationFiles;
    private final Supplier<Client> elasticsearch;
    private final Supplier<Collection<String>> indicesOfPlugins;
    private final Supplier<Optional<String>> running;
    private final Maintenance maintenance;

    /**
     * @param configuration the configuration of Alien4Cloud, including {@code directories.alien}
     * @param configurationDirectory where its configuration files are
     * @param elasticsearch returns always the same client; called only when it is needed
     * @param indicesOfPlugins which indices there may be besides Alien4Cloud's own; only a running server knows, so
     *     these are the indices in its backups
     * @param running says in words why an Alien4Cloud seems to run on these data; empty if none does
     */
    public StoppedPlatform(
            Environment configuration,
            Path configurationDirectory,
            Supplier<Client> elasticsearch,
            Supplier<Collection<String>> indicesOfPlugins,
            Supplier<Optional<String>> running) {
        this.dataDirectory = DataLayout.dataDirectory(configuration);
        this.layout = DataLayout.of(configuration);
        this.uploadDirectory = DataLayout.uploadDirectory(configuration);
        this.configurationFiles = ConfigurationFiles.in(configurationDirectory, configuration);
        this.elasticsearch = elasticsearch;
        this.indicesOfPlugins = indicesOfPlugins;
        this.running = running;
        this.maintenance = new StoredMaintenance(elasticsearch);
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public Set<String> temporaryDirectories() {
        return ExcludedDirectories.below(dataDirectory, uploadDirectory, elasticsearch());
    }

    @Override
    public void audit(String user, String action, String description, boolean succeeded) {
        // the audit log is Alien4Cloud's, which is stopped; the history of operations is in the backup directory
    }

    @Override
    public Map<String, Path> configurationFiles() {
        return configurationFiles;
    }

    @Override
    public DataLayout layout() {
        return layout;
    }

    @Override
    public Client elasticsearch() {
        return elasticsearch.get();
    }

    @Override
    public List<String> ownedIndices() {
        return KnownIndices.present(elasticsearch(), indicesOfPlugins.get());
    }

    /**
     * Returns the names of all indices that Alien4Cloud 3 and its known plugins can have, whether they exist or not.
     */
    public List<String> knownIndices() {
        return KnownIndices.with(indicesOfPlugins.get());
    }

    /** Returns the versions without those of Alien4Cloud and the plugin, which only a running server knows. */
    @Override
    public Versions versions() {
        return new Versions(null, null, ClusterInfo.oldestVersion(elasticsearch()), System.getProperty("java.version"));
    }

    @Override
    public String clusterName() {
        return ClusterInfo.name(elasticsearch());
    }

    /** Returns an empty footprint: the plugin is not loaded, so a restore may change its data. */
    @Override
    public PluginOwnData footprint() {
        return new PluginOwnData("", Collections.emptySet());
    }

    @Override
    public Maintenance maintenance() {
        return maintenance;
    }

    @Override
    public void quiesce() {
        requireAtRest();
    }

    @Override
    public void requireAtRest() {
        running.get().ifPresent(seen -> {
            throw new BackupException(
                    Kind.BUSY,
                    "Alien4Cloud runs on these data: " + seen + ". Stop it first, and keep it stopped until this has"
                            + " ended.");
        });
    }

    @Override
    public boolean isHighlyAvailable() {
        return false;
    }

    @Override
    public void resume() {
        // its administrator starts it
    }

    @Override
    public void awaitUp() {
        // it stays stopped
    }

    @Override
    public Set<String> loadedPlugins() {
        return Collections.emptySet();
    }

    @Override
    public boolean isStopped() {
        return true;
    }

    @Override
    public boolean isLoaded() {
        return true;
    }

    @Override
    public ClassLoader lastingClassLoader() {
        return getClass().getClassLoader();
    }
}
