package org.alien4cloud.plugin.backup.it;

import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;
import org.elasticsearch.analysis.common.CommonAnalysisPlugin;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

/**
 * Runs Elasticsearch as a process: {@code ElasticsearchMain <file> <setting>=<value> ...}. Creates the file when it has
 * started. Ends when its input ends, so that it never outlives the process that started it. Works with every 6.x from
 * 6.6 on.
 */
public final class ElasticsearchMain {

    private ElasticsearchMain() {}

    /** A node as Alien4Cloud's own: transport and analysis, nothing else. */
    private static final class ServerNode extends Node {

        ServerNode(Settings settings) {
            super(
                    new Environment(InternalSettingsPreparer.prepareSettings(settings), null),
                    Arrays.asList(Netty4Plugin.class, CommonAnalysisPlugin.class, HeldReplicas.class),
                    false);
        }

        @Override
        protected void registerDerivedNodeNameWithLogger(String nodeName) {
            // the node has a name
        }
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String setting : Arrays.asList(arguments).subList(1, arguments.length)) {
            int end = setting.indexOf('=');
            settings.put(setting.substring(0, end), setting.substring(end + 1));
        }
        try (ServerNode node = new ServerNode(settings.build())) {
            node.start();
            Files.createFile(Paths.get(arguments[0]));
            while (System.in.read() >= 0) {
                // nothing is said
            }
        }
    }
}
