package org.alien4cloud.plugin.backup.platform;

import java.util.Comparator;
import org.elasticsearch.Version;
import org.elasticsearch.action.admin.cluster.node.info.NodeInfo;
import org.elasticsearch.action.admin.cluster.node.info.NodesInfoResponse;
import org.elasticsearch.client.Client;

/** Asks an Elasticsearch cluster for its name and version. */
final class ClusterInfo {

    private ClusterInfo() {}

    static String name(Client elasticsearch) {
        return nodes(elasticsearch).getClusterName().value();
    }

    /** Returns the oldest version among the nodes; null if there is no node. */
    static String oldestVersion(Client elasticsearch) {
        return nodes(elasticsearch).getNodes().stream()
                .map(NodeInfo::getVersion)
                .min(Comparator.naturalOrder())
                .map(Version::toString)
                .orElse(null);
    }

    private static NodesInfoResponse nodes(Client elasticsearch) {
        return elasticsearch.admin().cluster().prepareNodesInfo().clear().get();
    }
}
