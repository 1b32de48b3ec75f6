package org.alien4cloud.plugin.backup.service;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.Versions;
import org.alien4cloud.plugin.backup.platform.AlienPlatform;
import org.alien4cloud.plugin.backup.platform.Maintenance;
import org.alien4cloud.plugin.backup.platform.OwnParts;
import org.elasticsearch.client.Client;

/** A server that consists of its data directory: no documents, no plugins, never in maintenance mode. */
final class DirectoryPlatform implements AlienPlatform {

    private final Path dataDirectory;

    DirectoryPlatform(Path dataDirectory) {
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
    public Client elasticsearch() {
        throw new UnsupportedOperationException("There is no Elasticsearch");
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
    public OwnParts ownParts() {
        return new OwnParts("", Collections.emptySet());
    }

    @Override
    public Maintenance maintenance() {
        return new Maintenance() {
            @Override
            public boolean isOn() {
                return false;
            }

            @Override
            public boolean enable() {
                throw new UnsupportedOperationException("Nothing moves here, so nothing asks for it");
            }

            @Override
            public void update(String message, int percent) {
                // nobody waits
            }

            @Override
            public void disable() {
                // it is off
            }
        };
    }

    @Override
    public void quiesce() {
        throw new UnsupportedOperationException();
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
