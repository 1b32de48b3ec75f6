package org.alien4cloud.plugin.backup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** What every command takes. */
final class GlobalOptions {

    @Option(
            names = {"-c", "--alien-config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Alien4Cloud's own alien4cloud-config.yml. Default: config/alien4cloud-config.yml here, if there is one.")
    Path alienConfig;

    @Option(
            names = "--alien-directory",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Alien4Cloud's data directory, in place of directories.alien.")
    Path alienDirectory;

    @Option(
            names = {"-b", "--backup-directory"},
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the backups are, in place of backup.directory.")
    Path backupDirectory;

    @Option(
            names = "--copy-directory",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where the second copy of them is, in place of backup.copy.directory.")
    Path copyDirectory;

    @Option(
            names = "--elasticsearch",
            paramLabel = "HOST[:PORT]",
            split = ",",
            scope = ScopeType.INHERIT,
            description =
                    "The transport address of a separate Elasticsearch (port 9300 by default), in place of elasticSearch.hosts.")
    String[] elasticsearch;

    @Option(
            names = "--embedded",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Elasticsearch is embedded in Alien4Cloud; this is its path.home, in place of the one in elasticsearch.yml.")
    Path embedded;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The name of the Elasticsearch cluster, in place of elasticSearch.clusterName.")
    String cluster;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print only what was asked for, and failures.")
    boolean quiet;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print one JSON document, for scripts.")
    boolean json;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print what happens inside, and where failures come from.")
    boolean debug;
}
