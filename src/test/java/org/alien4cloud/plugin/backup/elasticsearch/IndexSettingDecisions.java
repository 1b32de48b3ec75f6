package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.Version;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Setting;

/**
 * Records the decision on every setting of an index: {@code IndexSettingDecisions} prints the settings of the
 * Elasticsearch on the class path that lack one.
 */
public final class IndexSettingDecisions {

    /** Those that no definition keeps, with the reason. */
    private static final Map<String, String> DROPPED = new TreeMap<>();

    static {
        String block =
                "keeps users or writers out for a while, or was set by Elasticsearch on a full disk: a restored index is one to be used";
        DROPPED.put("index.blocks.metadata", block);
        DROPPED.put("index.blocks.read", block);
        DROPPED.put("index.blocks.read_only", block);
        DROPPED.put("index.blocks.read_only_allow_delete", block);
        DROPPED.put("index.blocks.write", block);
        DROPPED.put("index.search.throttled", "set by Elasticsearch alone, of an index that is frozen");
        DROPPED.put("index.version.created", "set by Elasticsearch alone, when an index is made");
    }

    private IndexSettingDecisions() {}

    public static void main(String[] arguments) {
        System.out.println("Undecided in " + Version.CURRENT + ", of "
                + IndexScopedSettings.BUILT_IN_INDEX_SETTINGS.size() + " settings: " + undecided());
    }

    /** Settings that Elasticsearch knows of which none or more than one thing was decided. */
    static List<String> undecided() {
        List<String> undecided = new ArrayList<>();
        for (Setting<?> setting : IndexScopedSettings.BUILT_IN_INDEX_SETTINGS) {
            String key = setting.getKey();
            int decisions = (DefinitionSettings.isPortable(key) ? 1 : 0)
                    + (DefinitionSettings.isLocal(key) ? 1 : 0)
                    + (DROPPED.containsKey(key) ? 1 : 0);
            if (decisions != 1) {
                undecided.add(key);
            }
        }
        return undecided;
    }
}
