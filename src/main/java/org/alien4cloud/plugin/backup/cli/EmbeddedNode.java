package org.alien4cloud.plugin.backup.cli;

import java.nio.file.Path;
import java.util.Arrays;
import org.elasticsearch.analysis.common.CommonAnalysisPlugin;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

/**
 * The Elasticsearch node that is embedded in Alien4Cloud, on its own data, while Alien4Cloud is stopped. Elasticsearch locks its data
 * directory, so this fails while Alien4Cloud runs.
 */
final class EmbeddedNode extends Node {

    /**
     * @param home what {@code path.home} in Alien4Cloud's elasticsearch.yml names
     */
    EmbeddedNode(Path home, String clusterName) {
        super(InternalSettingsPreparer.prepareEnvironment(settings(home, clusterName), null),
                Arrays.asList(Netty4Plugin.class, CommonAnalysisPlugin.class), true);
    }

    private static Settings settings(Path home, String clusterName) {
        return Settings.builder().put("path.home", home.toString()).put("cluster.name", clusterName).put("node.name", "alien")
                .put("network.host", "127.0.0.1").put("transport.type", "netty4").put("transport.tcp.port", 0).put("http.enabled", false)
                .put("discovery.type", "single-node").put("cluster.routing.allocation.disk.threshold_enabled", false)
                .put("node.max_local_storage_nodes", 1).build();
    }

    @Override
    protected void registerDerivedNodeNameWithLogger(String nodeName) {
        // only Elasticsearch's own log configuration would use it
    }
}
