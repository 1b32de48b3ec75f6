package org.alien4cloud.plugin.backup.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Declares the options that every command accepts. */
final class GlobalOptions {

    @Option(
            names = {"-c", "--alien-config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The path of Alien4Cloud's alien4cloud-config.yml. Default: config/alien4cloud-config.yml in the current directory, if it exists.")
    Path alienConfig;

    @Option(
            names = "--alien-directory",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Alien4Cloud's data directory. Overrides directories.alien of the configuration.")
    Path alienDirectory;

    @Option(
            names = {"-b", "--backup-directory"},
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The directory of the backups. Overrides backup.directory of the configuration.")
    Path backupDirectory;

    @Option(
            names = "--copy-directory",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The directory of the second copy of the backups. Overrides backup.copy.directory of the configuration.")
    Path copyDirectory;

    @Option(
            names = "--elasticsearch",
            paramLabel = "HOST[:PORT]",
            split = ",",
            scope = ScopeType.INHERIT,
            description =
                    "The transport address of a separate Elasticsearch (default port: 9300). Overrides elasticSearch.hosts of the configuration.")
    String[] elasticsearch;

    @Option(
            names = "--embedded",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "The path.home of an Elasticsearch that is embedded in Alien4Cloud. Overrides path.home of elasticsearch.yml.")
    Path embedded;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description =
                    "The name of the Elasticsearch cluster. Overrides elasticSearch.clusterName of the configuration.")
    String cluster;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print only results and failures.")
    boolean quiet;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print the result as one JSON document, for scripts.")
    boolean json;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print debug messages, and the stack trace of a failure.")
    boolean debug;
}
