package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.action.admin.cluster.node.info.NodeInfo;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;

/** Finds a directory for snapshots that all nodes of Elasticsearch share, in their setting {@code path.repo}. */
final class SharedRepositoryPath {

    /** Tells an administrator how to set {@code path.repo}. */
    static final String HOW_TO_SET =
            "Add this line to elasticsearch.yml of every node, with a directory that all nodes share and may"
                    + " write to, and restart them:  path.repo: [\"/var/backups/elasticsearch\"]";

    private SharedRepositoryPath() {}

    /** Thrown if the nodes share no directory: the configuration of Elasticsearch has to change. */
    static final class NotSetUp extends BackupException {

        private static final long serialVersionUID = 1L;

        NotSetUp(String message) {
            super(BackupException.Kind.ELASTICSEARCH, message);
        }
    }

    /**
     * Returns the first shared directory, with a slash at its end.
     *
     * @throws NotSetUp if there is none; its message says what to change
     * @throws BackupException (ELASTICSEARCH) if Elasticsearch does not answer
     */
    static String of(Client client) {
        List<NodeInfo> nodes = ElasticsearchFailures.answer(
                        "Reading the settings of the Elasticsearch nodes",
                        client.admin()
                                .cluster()
                                .prepareNodesInfo("master:true", "data:true")
                                .clear()
                                .setSettings(true))
                .getNodes();
        List<String> shared = null;
        for (NodeInfo node : nodes) {
            List<String> paths = paths(node.getSettings());
            if (shared == null) {
                shared = new ArrayList<>(paths);
            } else {
                shared.retainAll(paths);
            }
            if (shared.isEmpty()) {
                throw new NotSetUp("Elasticsearch cannot make snapshots: "
                        + (paths.isEmpty()
                                ? "path.repo is not set on node "
                                        + node.getNode().getName()
                                : "node " + node.getNode().getName()
                                        + " has no path.repo in common with the other nodes")
                        + ". " + HOW_TO_SET);
            }
        }
        if (shared == null) {
            throw new BackupException(
                    BackupException.Kind.ELASTICSEARCH,
                    "Elasticsearch names no node that holds data. Is the cluster up?");
        }
        String first = shared.get(0);
        return first.endsWith("/") ? first : first + "/";
    }

    /**
     * Returns the directories of one node. {@code path.repo} may be a list, a comma-separated text, or
     * {@code path.repo.0} and so on.
     */
    static List<String> paths(Settings node) {
        List<String> paths = new ArrayList<>();
        if (node == null) {
            return paths;
        }
        paths.addAll(node.getAsList("path.repo"));
        for (int i = 0; node.get("path.repo." + i) != null; i++) {
            paths.add(node.get("path.repo." + i));
        }
        paths.replaceAll(String::trim);
        paths.removeIf(String::isEmpty);
        return paths;
    }
}
