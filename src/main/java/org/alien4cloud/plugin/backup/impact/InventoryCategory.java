package org.alien4cloud.plugin.backup.impact;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names the categories of items that an administrator knows, and the indices that hold them. */
enum InventoryCategory {
    APPLICATIONS("application"),
    /** Versions of applications; an id names both. */
    VERSIONS("applicationversion"),
    ENVIRONMENTS("applicationenvironment"),
    TOPOLOGIES("topology"),
    ARCHIVES("csar"),
    DEPLOYMENTS("deployment"),
    ORCHESTRATORS("orchestrator", "orchestratorconfiguration"),
    LOCATIONS("location", "locationresourcetemplate", "policylocationresourcetemplate"),
    SERVICES("serviceresource"),
    /** Plugins with their configurations. */
    PLUGINS("plugin", "pluginconfiguration"),
    USERS("user"),
    GROUPS("group"),
    REPOSITORIES("repository", "csargitrepository"),
    IMAGES("imagedata"),
    META_PROPERTIES("metapropconfiguration"),
    /** All other documents. */
    OTHER;

    private static final Map<String, InventoryCategory> BY_INDEX = new HashMap<>();
    /** Words for one document, by index, if the name of the index does not say it well. */
    private static final Map<String, String> WORDS = new HashMap<>();

    static {
        WORDS.put("applicationversion", "application version");
        WORDS.put("applicationenvironment", "environment");
        WORDS.put("csar", "archive");
        WORDS.put("orchestratorconfiguration", "configuration of orchestrator");
        WORDS.put("locationresourcetemplate", "location resource");
        WORDS.put("policylocationresourcetemplate", "location policy");
        WORDS.put("serviceresource", "service");
        WORDS.put("pluginconfiguration", "configuration of plugin");
        WORDS.put("csargitrepository", "git repository");
        WORDS.put("imagedata", "image");
        WORDS.put("metapropconfiguration", "meta-property");
        for (InventoryCategory kind : values()) {
            kind.indices.forEach(index -> BY_INDEX.put(index, kind));
        }
    }

    private final List<String> indices;

    InventoryCategory(String... indices) {
        this.indices = Collections.unmodifiableList(Arrays.asList(indices));
    }

    static InventoryCategory of(String index) {
        return BY_INDEX.getOrDefault(index, OTHER);
    }

    /** Returns the words for one document of this index: {@code application version}. */
    static String words(String index) {
        return WORDS.getOrDefault(index, index);
    }

    /** Tells whether a document of this index counts as an item of the category, and not only as a part of one. */
    boolean isCounted(String index) {
        return indices.indexOf(index) == 0;
    }

    /** Returns the name in reports: {@code applications}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
