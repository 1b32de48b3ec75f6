package org.alien4cloud.plugin.backup.impact;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names what an administrator counts in, and says which of Alien4Cloud's indices hold it. */
enum InventoryCategory {
    APPLICATIONS("application"),
    /** Of applications; their ids name both. */
    VERSIONS("applicationversion"),
    ENVIRONMENTS("applicationenvironment"),
    TOPOLOGIES("topology"),
    ARCHIVES("csar"),
    DEPLOYMENTS("deployment"),
    ORCHESTRATORS("orchestrator", "orchestratorconfiguration"),
    LOCATIONS("location", "locationresourcetemplate", "policylocationresourcetemplate"),
    SERVICES("serviceresource"),
    /** With their configurations. */
    PLUGINS("plugin", "pluginconfiguration"),
    USERS("user"),
    GROUPS("group"),
    REPOSITORIES("repository", "csargitrepository"),
    IMAGES("imagedata"),
    META_PROPERTIES("metapropconfiguration"),
    /** All the rest. */
    OTHER;

    private static final Map<String, InventoryCategory> BY_INDEX = new HashMap<>();
    /** What one document is, where the name of its index does not say it well. */
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

    /** What one document of this index is called, in words: {@code application version}. */
    static String words(String index) {
        return WORDS.getOrDefault(index, index);
    }

    /** Whether a document of this index is one of the kind, and not only a part of one. */
    boolean counts(String index) {
        return indices.indexOf(index) == 0;
    }

    /** As in reports: {@code applications}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
