package org.alien4cloud.plugin.backup.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.elasticsearch.analysis.common.CommonAnalysisPlugin;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

/**
 * Starts the Elasticsearch node that is embedded in Alien4Cloud, on the same data, while Alien4Cloud is stopped.
 * Elasticsearch locks its data directory, so this fails while Alien4Cloud is running.
 */
final class EmbeddedNode extends Node {

    private static final List<String> PATHS =
            Arrays.asList("path.home", "path.data", "path.logs", "path.repo", "path.shared_data");
    /** The directory that Alien4Cloud uses without an elasticsearch.yml. */
    private static final String HOME = "target/eshome";

    EmbeddedNode(Arrangement arrangement) {
        super(
                InternalSettingsPreparer.prepareEnvironment(alone(arrangement.settings), null),
                Arrays.asList(Netty4Plugin.class, CommonAnalysisPlugin.class),
                true);
    }

    /**
     * Returns Alien4Cloud's own settings, changed so that only this machine reaches the node and no other node joins
     * it.
     */
    private static Settings alone(Settings alien4clouds) {
        return Settings.builder()
                .put(alien4clouds)
                .put("network.host", "127.0.0.1")
                .put("transport.type", "netty4")
                .put("transport.tcp.port", 0)
                .put("http.enabled", false)
                .put("discovery.type", "single-node")
                .put("node.max_local_storage_nodes", 1)
                .build();
    }

    @Override
    protected void registerDerivedNodeNameWithLogger(String nodeName) {
        // only Elasticsearch's own log configuration would use it
    }

    /** Holds the settings with which Alien4Cloud starts its node. */
    static final class Arrangement {

        private final Settings settings;

        private Arrangement(Settings settings) {
            this.settings = settings;
        }

        /**
         * Reads the settings.
         *
         * @param file Alien4Cloud's elasticsearch.yml; null if there is none
         * @param base directory at which relative paths begin
         * @param home used instead of the path.home in the file; may be null
         */
        static Arrangement read(Path file, Path base, Path home, String clusterName) throws IOException {
            Settings.Builder settings = Settings.builder()
                    .put("cluster.name", clusterName)
                    .put("node.name", "alien")
                    .put("path.home", HOME)
                    .put("cluster.routing.allocation.disk.threshold_enabled", false);
            if (file != null) {
                try (InputStream in = Files.newInputStream(file)) {
                    settings.loadFromStream(file.getFileName().toString(), in, true);
                }
            }
            if (home != null) {
                settings.put("path.home", home.toString());
            }
            Settings found = settings.build();
            for (String key : PATHS) {
                List<String> paths = found.getAsList(key);
                if (!paths.isEmpty()) {
                    settings.putList(
                            key,
                            paths.stream()
                                    .map(path -> base.resolve(path).normalize().toString())
                                    .collect(Collectors.toList()));
                }
            }
            return new Arrangement(settings.put(
                            "path.home",
                            base.resolve(found.get("path.home")).normalize().toString())
                    .build());
        }

        String home() {
            return settings.get("path.home");
        }

        String clusterName() {
            return settings.get("cluster.name");
        }

        /** Returns the first transport port of a running node. */
        int port() {
            return Integer.parseInt(settings.get("transport.tcp.port", settings.get("transport.port", "9300"))
                    .split("-")[0]);
        }
    }
}
