package org.alien4cloud.plugin.backup.platform;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Versions;
import org.elasticsearch.client.Client;

/** An Alien4Cloud that is stopped, with its Elasticsearch up: for programs that work on its data in its place. */
public final class StoppedPlatform implements AlienPlatform {

    private final Path dataDirectory;
    private final Client elasticsearch;
    private final Maintenance maintenance;

    public StoppedPlatform(Path dataDirectory, Client elasticsearch) {
        this.dataDirectory = dataDirectory.toAbsolutePath().normalize();
        this.elasticsearch = elasticsearch;
        this.maintenance = new StoredMaintenance(elasticsearch);
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public Set<String> temporaryDirectories() {
        return TemporaryDirectories.below(dataDirectory, "upload", elasticsearch);
    }

    /** Which they were, only a running Alien4Cloud can tell. */
    @Override
    public Map<String, Path> configurationFiles() {
        return Collections.emptyMap();
    }

    @Override
    public DataLayout layout() {
        return new DataLayout(DataLayout.DEFAULT_ARCHIVES, DataLayout.DEFAULT_ARTIFACTS, DataLayout.DEFAULT_IMAGES);
    }

    @Override
    public Client elasticsearch() {
        return elasticsearch;
    }

    /** @throws BackupException always: only a running Alien4Cloud and its plugins can tell */
    @Override
    public List<String> ownedIndices() {
        throw new BackupException(Kind.PRECONDITION, "Which indices Alien4Cloud owns can only be told while it runs.");
    }

    @Override
    public Versions versions() {
        return new Versions(null, null, null, System.getProperty("java.version"));
    }

    @Override
    public String clusterName() {
        return elasticsearch.admin().cluster().prepareNodesInfo().clear().get().getClusterName().value();
    }

    /** Nothing of the plugin is loaded, so nothing of it needs to be left alone. */
    @Override
    public OwnParts ownParts() {
        return new OwnParts("", Collections.emptySet());
    }

    @Override
    public Maintenance maintenance() {
        return maintenance;
    }

    @Override
    public void quiesce() {
        // it is at rest
    }

    @Override
    public void requireAtRest() {
        // nobody is there to bring it up
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
        // it is not
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
