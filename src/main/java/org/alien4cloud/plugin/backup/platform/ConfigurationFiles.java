package org.alien4cloud.plugin.backup.platform;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.env.Environment;

/**
 * Finds the files that configure Alien4Cloud and its Elasticsearch. It searches where Spring Boot searches for
 * {@code alien4cloud-config.yml}: in the working directory, then on the class path, to which Alien4Cloud's start script
 * adds its {@code config} directory. A list in {@code backup.configuration-files} replaces that search.
 */
final class ConfigurationFiles {

    private static final String CONFIGURED = "backup.configuration-files";
    private static final List<String> NAMES =
            Collections.unmodifiableList(Arrays.asList("alien4cloud-config.yml", "elasticsearch.yml", "log4j2.xml"));
    private static final List<String> BESIDE = Collections.unmodifiableList(Arrays.asList("config", ""));

    private final String configured;
    private final ClassLoader classPath;

    ConfigurationFiles(Environment environment, ClassLoader classPath) {
        this.configured = environment.getProperty(CONFIGURED);
        this.classPath = classPath;
    }

    /** Returns the files that exist, by name; of several with the same name the first. */
    Map<String, Path> find() {
        Map<String, Path> files = new TreeMap<>();
        if (configured != null) {
            addAll(files, configured);
            return files;
        }
        for (String name : NAMES) {
            BESIDE.forEach(directory -> add(files, Paths.get(directory, name)));
            Path found = onClassPath(name);
            if (found != null) {
                add(files, found);
            }
        }
        return files;
    }

    /** Returns the files of an Alien4Cloud that does not run, which are known to be in this directory. */
    static Map<String, Path> in(Path directory, Environment environment) {
        Map<String, Path> files = new TreeMap<>();
        String configured = environment.getProperty(CONFIGURED);
        if (configured != null) {
            addAll(files, configured);
        } else if (directory != null) {
            NAMES.forEach(name -> add(files, directory.resolve(name)));
        }
        return files;
    }

    private static void addAll(Map<String, Path> files, String configured) {
        for (String path : configured.split(",")) {
            add(files, Paths.get(path.trim()));
        }
    }

    private static void add(Map<String, Path> files, Path file) {
        if (Files.isRegularFile(file)) {
            files.putIfAbsent(
                    file.getFileName().toString(), file.toAbsolutePath().normalize());
        }
    }

    /**
     * Searches the class path. A file inside a jar is Alien4Cloud's own, not an administrator's, so it does not count.
     */
    private Path onClassPath(String name) {
        URL url = classPath.getResource(name);
        if (url == null || !url.getProtocol().equals("file")) {
            return null;
        }
        try {
            return Paths.get(url.toURI());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
