package org.alien4cloud.plugin.backup.platform;

import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.elasticsearch.action.admin.cluster.node.info.NodeInfo;
import org.elasticsearch.client.Client;

/** Finds what in Alien4Cloud's directory is temporary, or belongs to Elasticsearch. */
final class ExcludedDirectories {

    private static final List<String> PATHS_OF_ELASTICSEARCH =
            Arrays.asList("path.home", "path.data", "path.logs", "path.repo");

    private ExcludedDirectories() {}

    static Set<String> below(Path dataDirectory, String uploadDirectory, Client elasticsearch) {
        Set<String> temporary = new TreeSet<>(Arrays.asList(uploadDirectory, "tmp", "elasticsearch"));
        for (NodeInfo node : elasticsearch
                .admin()
                .cluster()
                .prepareNodesInfo()
                .clear()
                .setSettings(true)
                .get()
                .getNodes()) {
            for (String key : PATHS_OF_ELASTICSEARCH) {
                node.getSettings().getAsList(key).forEach(path -> relative(dataDirectory, Paths.get(path))
                        .ifPresent(temporary::add));
            }
        }
        return temporary;
    }

    private static Optional<String> relative(Path dataDirectory, Path path) {
        Path data = DurableFiles.realPath(dataDirectory);
        Path real = DurableFiles.realPath(path);
        return real.startsWith(data) && !real.equals(data)
                ? Optional.of(data.relativize(real).toString().replace('\\', '/'))
                : Optional.empty();
    }
}
