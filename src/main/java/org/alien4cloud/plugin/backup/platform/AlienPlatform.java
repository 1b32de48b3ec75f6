package org.alien4cloud.plugin.backup.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.Versions;
import org.elasticsearch.client.Client;

/** The Alien4Cloud server as a backup or a restore needs it. */
public interface AlienPlatform {

    /** {@code directories.alien}: everything that Alien4Cloud keeps in files is below it. */
    Path dataDirectory();

    /** What below the data directory is temporary or not Alien4Cloud's own: relative paths, {@code /} between parts. */
    Set<String> temporaryDirectories();

    /**
     * The files that Alien4Cloud and its Elasticsearch are configured by, where they are files of their own: by their
     * names, which differ, their paths. Alien4Cloud reads them when it starts.
     */
    Map<String, Path> configurationFiles();

    /** Where in the data directory the files are that documents stand for. */
    DataLayout layout();

    /** Elasticsearch as Alien4Cloud itself reaches it. It stays usable while Alien4Cloud is at rest. */
    Client elasticsearch();

    /** The indices that Alien4Cloud and its plugins own and that hold data worth keeping, sorted. */
    List<String> ownedIndices();

    Versions versions();

    /** The name of the Elasticsearch cluster. */
    String clusterName();

    /** What of this very plugin no restore may touch, or it could not finish its work. */
    PluginFootprint footprint();

    Maintenance maintenance();

    /**
     * Brings Alien4Cloud to rest: orchestrators, plugins (this one too), schedulers and caches are unloaded.
     * Elasticsearch, HTTP and sessions stay. From here on only {@link #dataDirectory()}, {@link #elasticsearch()},
     * {@link #requireAtRest()} and {@link #resume()} may be used.
     */
    void quiesce();

    /**
     * To be called between two steps while Alien4Cloud is at rest.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (PRECONDITION) if somebody else wants it up; it does
     *     not come up before {@link #resume()}
     */
    void requireAtRest();

    /**
     * Whether this server is one of several that stand in for each other: then another one takes over when this one is
     * brought to rest.
     */
    boolean isHighlyAvailable();

    /**
     * Brings Alien4Cloud up again, and with it the next instance of this plugin. Tries twice.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (PRECONDITION) if it does not come up
     */
    void resume();

    /** Returns when Alien4Cloud is wholly up, its own REST paths included. */
    void awaitUp();

    /** Leaves a trace in Alien4Cloud's audit log, if that is on and can be written. */
    void audit(String user, String action, String description, boolean succeeded);

    /** The plugins that are loaded, as {@code id:version}. */
    Set<String> loadedPlugins();

    /** Whether Alien4Cloud is stopped, so that there is nothing to bring to rest or up. */
    boolean isStopped();

    /**
     * Whether this very instance of the software is still loaded. Once Alien4Cloud has been at rest, its plugin is not:
     * the next instance goes on.
     */
    boolean isLoaded();

    /** A class loader that lives as long as the process. */
    ClassLoader lastingClassLoader();
}
