package org.alien4cloud.plugin.backup.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.alien4cloud.plugin.backup.model.Versions;
import org.elasticsearch.client.Client;

/** Gives backups and restores access to the Alien4Cloud server, running or stopped. */
public interface AlienPlatform {

    /** Returns {@code directories.alien}, the directory that holds all files of Alien4Cloud. */
    Path dataDirectory();

    /**
     * Returns what in the data directory is temporary or not Alien4Cloud's own: relative paths with {@code /} between
     * parts.
     */
    Set<String> temporaryDirectories();

    /**
     * Returns the configuration files of Alien4Cloud and its Elasticsearch: paths by name; no two files have the same
     * name. Alien4Cloud reads them when it starts.
     */
    Map<String, Path> configurationFiles();

    /** Returns where in the data directory the files are that documents refer to. */
    DataLayout layout();

    /** Returns the Elasticsearch client of Alien4Cloud. It stays usable while Alien4Cloud is at rest. */
    Client elasticsearch();

    /** Returns the indices of Alien4Cloud and its plugins that hold data worth keeping, sorted. */
    List<String> ownedIndices();

    Versions versions();

    /** Returns the name of the Elasticsearch cluster. */
    String clusterName();

    /** Returns what belongs to this plugin: a restore must not change it, or it could not finish. */
    PluginOwnData footprint();

    Maintenance maintenance();

    /**
     * Brings Alien4Cloud to rest: orchestrators, plugins (this one too), schedulers and caches are unloaded.
     * Elasticsearch, HTTP and sessions stay. From here on only {@link #dataDirectory()}, {@link #elasticsearch()},
     * {@link #requireAtRest()} and {@link #resume()} may be used.
     */
    void quiesce();

    /**
     * Checks that nobody starts Alien4Cloud. Call it between two steps while Alien4Cloud is at rest.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (PRECONDITION) if somebody else wants it up; it still
     *     does not come up before {@link #resume()}
     */
    void requireAtRest();

    /**
     * Tells whether this server is one of several in high availability: then another one takes over when this one is
     * brought to rest.
     */
    boolean isHighlyAvailable();

    /**
     * Brings Alien4Cloud up again, and with it the next instance of this plugin. Tries twice.
     *
     * @throws org.alien4cloud.plugin.backup.model.BackupException (PRECONDITION) if it does not come up
     */
    void resume();

    /** Waits until Alien4Cloud is completely up, including its REST paths. */
    void awaitUp();

    /** Adds an entry to Alien4Cloud's audit log, if that is on and can be written. */
    void audit(String user, String action, String description, boolean succeeded);

    /** Returns the loaded plugins, as {@code id:version}. */
    Set<String> loadedPlugins();

    /** Tells whether Alien4Cloud is stopped, so that there is nothing to bring to rest or up. */
    boolean isStopped();

    /**
     * Tells whether this instance of the plugin is still loaded. Once Alien4Cloud was at rest it is not: the next
     * instance continues its work.
     */
    boolean isLoaded();

    /** Returns a class loader that lives as long as the process. */
    ClassLoader lastingClassLoader();
}
