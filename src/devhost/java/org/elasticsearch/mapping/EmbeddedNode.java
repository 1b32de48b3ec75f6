package org.elasticsearch.mapping;

import java.util.Arrays;
import org.elasticsearch.analysis.common.CommonAnalysisPlugin;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.transport.Netty4Plugin;

/** Starts a node with transport and analysis only, like A4C's: no reindex, no scripts, no url repositories. */
final class EmbeddedNode extends Node {

    EmbeddedNode(Settings settings) {
        super(
                InternalSettingsPreparer.prepareEnvironment(settings, null),
                Arrays.asList(Netty4Plugin.class, CommonAnalysisPlugin.class),
                true);
    }

    @Override
    protected void registerDerivedNodeNameWithLogger(String nodeName) {
        // The node has a name; nothing to tell the logger.
    }
}
