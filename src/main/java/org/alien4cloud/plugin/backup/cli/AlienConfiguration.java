package org.alien4cloud.plugin.backup.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Properties;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/**
 * Reads Alien4Cloud's configuration as Alien4Cloud itself does: its YAML file, placeholders and environment variables.
 * Options of the command line take precedence.
 */
final class AlienConfiguration {

    private static final Path USUAL = Paths.get("config", "alien4cloud-config.yml");
    private static final String DATA = "directories.alien";
    private static final String BACKUPS = "backup.directory";
    private static final String COPY = "backup.copy.directory";
    private static final String HOSTS = "elasticSearch.hosts";
    private static final String CLUSTER = "elasticSearch.clusterName";
    private static final String[] SEPARATE = {"elasticSearch.client", "elasticSearch.transportClient"};
    private static final int PORT = 8088;

    private final ConfigurableEnvironment environment = new StandardEnvironment();
    private final Path file;
    private final Path embeddedHome;

    /**
     * Reads the configuration.
     *
     * @throws InvalidInputException if the file is missing or cannot be read, or Alien4Cloud's data directory is not
     *     known
     */
    AlienConfiguration(GlobalOptions options) {
        file = options.alienConfig != null ? options.alienConfig : Files.isRegularFile(USUAL) ? USUAL : null;
        embeddedHome = options.embedded == null
                ? null
                : options.embedded.toAbsolutePath().normalize();
        environment.getPropertySources().addFirst(new PropertiesPropertySource("options", overrides(options)));
        if (file != null) {
            environment.getPropertySources().addLast(new PropertiesPropertySource(file.toString(), read(file)));
        }
        if (environment.getProperty(DATA) == null) {
            throw new InvalidInputException(
                    "Where is Alien4Cloud? Give the path of its alien4cloud-config.yml with --alien-config"
                            + (file == null
                                    ? ", or its data directory with --alien-directory."
                                    : ". The file " + file + " does not set directories.alien."));
        }
        Properties absolute = new Properties();
        absolute.setProperty(DATA, absolute(environment.getProperty(DATA)));
        for (String key : new String[] {BACKUPS, COPY}) {
            if (environment.getProperty(key) != null) {
                absolute.setProperty(key, absolute(environment.getProperty(key)));
            }
        }
        environment.getPropertySources().addFirst(new PropertiesPropertySource("absolute", absolute));
    }

    private static Properties overrides(GlobalOptions options) {
        Properties overrides = new Properties();
        put(
                overrides,
                DATA,
                options.alienDirectory == null
                        ? null
                        : options.alienDirectory.toAbsolutePath().normalize());
        put(
                overrides,
                BACKUPS,
                options.backupDirectory == null
                        ? null
                        : options.backupDirectory.toAbsolutePath().normalize());
        put(
                overrides,
                COPY,
                options.copyDirectory == null
                        ? null
                        : options.copyDirectory.toAbsolutePath().normalize());
        put(overrides, CLUSTER, options.cluster);
        if (options.elasticsearch != null && options.embedded != null) {
            throw new InvalidInputException(
                    "Use either --elasticsearch or --embedded, not both: Elasticsearch is either a separate server or embedded in Alien4Cloud.");
        }
        put(overrides, HOSTS, options.elasticsearch == null ? null : String.join(",", options.elasticsearch));
        for (String key : SEPARATE) {
            put(overrides, key, options.elasticsearch != null ? "true" : options.embedded != null ? "false" : null);
        }
        return overrides;
    }

    private static void put(Properties properties, String key, Object value) {
        if (value != null) {
            properties.setProperty(key, value.toString());
        }
    }

    private static Properties read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("--alien-config: there is no file " + file + ".");
        }
        if (!Files.isReadable(file)) {
            throw new InvalidInputException(
                    "--alien-config: " + file + " cannot be read. Run this as the user that runs Alien4Cloud.");
        }
        try {
            YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
            yaml.setResources(new FileSystemResource(file.toFile()));
            return yaml.getObject();
        } catch (RuntimeException e) {
            throw new InvalidInputException("--alien-config: " + file + " is not valid YAML: " + e.getMessage());
        }
    }

    /**
     * Resolves a path as Alien4Cloud does: relative to the directory that contains its {@code config} directory, in
     * which it is started.
     */
    private String absolute(String path) {
        return base().resolve(path).normalize().toString();
    }

    private Path base() {
        if (file == null) {
            return Paths.get("").toAbsolutePath();
        }
        Path directory = directory();
        return directory.getFileName() != null
                        && directory.getFileName().toString().equals("config")
                ? directory.getParent()
                : directory;
    }

    /** Returns the directory of Alien4Cloud's configuration files; null if no file was found or given. */
    Path directory() {
        return file == null ? null : file.toAbsolutePath().normalize().getParent();
    }

    ConfigurableEnvironment environment() {
        return environment;
    }

    /** Tells whether Alien4Cloud uses a separate Elasticsearch, instead of the one embedded in its own process. */
    boolean isElasticsearchSeparate() {
        for (String key : SEPARATE) {
            if (!environment.getProperty(key, Boolean.class, false)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the addresses of Elasticsearch, each {@code host} or {@code host:port}, separated by commas. */
    String hosts() {
        return environment.getProperty(HOSTS, "localhost");
    }

    String clusterName() {
        return environment.getProperty(CLUSTER, "escluster");
    }

    /** Returns the HTTP port of Alien4Cloud. */
    int port() {
        return environment.getProperty("server.port", Integer.class, PORT);
    }

    /** Reads the settings of the embedded node, as Alien4Cloud does; relative paths begin at {@link #base}. */
    EmbeddedNode.Arrangement embedded() {
        Path settings = directory() == null ? null : directory().resolve("elasticsearch.yml");
        try {
            return EmbeddedNode.Arrangement.read(
                    settings != null && Files.isRegularFile(settings) ? settings : null,
                    base(),
                    embeddedHome,
                    clusterName());
        } catch (IOException e) {
            throw new InvalidInputException("The settings of Elasticsearch " + settings + " cannot be read: " + e);
        }
    }
}
