package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.DataLayout;
import org.alien4cloud.plugin.backup.platform.Maintenance;
import org.alien4cloud.plugin.backup.platform.PluginOwnData;
import org.elasticsearch.client.Client;

/** A server that consists of its data directory: no documents, no plugins. */
public class DirectoryPlatform implements AlienPlatform {

    private final Path dataDirectory;
    private final Maintenance maintenance = new SwitchedMaintenance();

    public DirectoryPlatform(Path dataDirectory) {
        this.dataDirectory = dataDirectory;
    }

    @Override
    public Path dataDirectory() {
        return dataDirectory;
    }

    @Override
    public Set<String> temporaryDirectories() {
        return Collections.singleton("upload");
    }

    @Override
    public void audit(String user, String action, String description, boolean succeeded) {
        // there is no Alien4Cloud that has one
    }

    @Override
    public Map<String, Path> configurationFiles() {
        return Collections.emptyMap();
    }

    @Override
    public DataLayout layout() {
        return new DataLayout("csar", "artifacts", "images");
    }

    @Override
    public Client elasticsearch() {
        throw new BackupException(BackupException.Kind.ELASTICSEARCH, "There is no Elasticsearch.");
    }

    @Override
    public List<String> ownedIndices() {
        return Collections.emptyList();
    }

    @Override
    public Versions versions() {
        return new Versions("1", "2", "3", "4");
    }

    @Override
    public String clusterName() {
        return "none";
    }

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
        throw new UnsupportedOperationException();
    }

    @Override
    public void requireAtRest() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isHighlyAvailable() {
        return false;
    }

    @Override
    public void resume() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void awaitUp() {
        // it is
    }

    @Override
    public Set<String> loadedPlugins() {
        return Collections.emptySet();
    }

    @Override
    public boolean isStopped() {
        return false;
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
