package org.alien4cloud.plugin.backup.platform;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import org.springframework.core.env.Environment;

/**
 * Tells where in its directory Alien4Cloud keeps the files that documents in Elasticsearch refer to. Paths are
 * relative, with {@code /}.
 */
public final class DataLayout {

    static final String DEFAULT_ARCHIVES = "csar";
    static final String DEFAULT_ARTIFACTS = "artifacts";
    static final String DEFAULT_IMAGES = "images";

    private static final String PLUGINS = "work/plugins/content";
    private static final String PLUGIN_PAGES = "work/plugins/ui";
    /** Inputs of an environment, below {@code git/<environment>/}; only these name other files. */
    private static final String INPUTS = "/deployment_inputs.yml";

    private static final String SET_UPS = "git";

    private final String archives;
    private final String artifacts;
    private final String images;

    /**
     * @param archives {@code directories.csar_repository}: {@code <name>/<version>/} for each archive
     * @param artifacts {@code directories.artifact_repository}: a file for each artifact, named by its reference
     * @param images {@code directories.images}: {@code <id>.png} for each image
     */
    public DataLayout(String archives, String artifacts, String images) {
        this.archives = archives;
        this.artifacts = artifacts;
        this.images = images;
    }

    /** Returns the layout that Alien4Cloud is configured with. */
    static DataLayout of(Environment configuration) {
        return new DataLayout(
                configuration.getProperty("directories.csar_repository", DEFAULT_ARCHIVES),
                configuration.getProperty("directories.artifact_repository", DEFAULT_ARTIFACTS),
                configuration.getProperty("directories.images", DEFAULT_IMAGES));
    }

    /** Returns {@code directories.alien}. */
    static Path dataDirectory(Environment configuration) {
        return Paths.get(configuration.getRequiredProperty("directories.alien"))
                .toAbsolutePath()
                .normalize();
    }

    /** Returns {@code directories.upload_temp}, relative to the data directory. */
    static String uploadDirectory(Environment configuration) {
        return configuration.getProperty("directories.upload_temp", "upload");
    }

    public String archive(String name, String version) {
        return archives + '/' + name + '/' + version;
    }

    public String artifact(String reference) {
        return artifacts + '/' + reference;
    }

    public String image(String id) {
        return images + '/' + id + ".png";
    }

    /** @param pathId {@code pluginPathId} of the plugin's document */
    public String plugin(String pathId) {
        return PLUGINS + '/' + pathId;
    }

    /**
     * Returns the item that a path belongs to, if it must be consistent with data elsewhere: the path of an archive, an
     * image, an artifact or a plugin, which documents refer to, or of an environment's inputs, which name artifacts.
     *
     * @return null if the path stands for itself
     */
    public String itemOf(String path) {
        if (isBelow(path, archives)) {
            return beginning(path, archives, 2);
        }
        for (String directory : directories()) {
            if (isBelow(path, directory)) {
                return beginning(path, directory, 1);
            }
        }
        return isBelow(path, SET_UPS) && path.endsWith(INPUTS) ? path : null;
    }

    private List<String> directories() {
        return Arrays.asList(artifacts, images, PLUGINS, PLUGIN_PAGES);
    }

    private static boolean isBelow(String path, String directory) {
        return path.startsWith(directory + '/');
    }

    private static String beginning(String path, String directory, int names) {
        int end = directory.length();
        for (int i = 0; i < names && end >= 0; i++) {
            end = path.indexOf('/', end + 1);
        }
        return end < 0 ? path : path.substring(0, end);
    }
}
