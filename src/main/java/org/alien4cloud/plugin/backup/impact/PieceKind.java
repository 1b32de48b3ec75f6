package org.alien4cloud.plugin.backup.impact;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an administrator counts in, and which of Alien4Cloud's indices hold it. */
enum PieceKind {
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
    REPOSITORIES("repository"),
    IMAGES("imagedata"),
    /** All the rest. */
    OTHER;

    private static final Map<String, PieceKind> BY_INDEX = new HashMap<>();

    static {
        for (PieceKind kind : values()) {
            kind.indices.forEach(index -> BY_INDEX.put(index, kind));
        }
    }

    private final List<String> indices;

    PieceKind(String... indices) {
        this.indices = Collections.unmodifiableList(Arrays.asList(indices));
    }

    static PieceKind of(String index) {
        return BY_INDEX.getOrDefault(index, OTHER);
    }

    /** Whether a document of this index is one of the kind, and not only a part of one. */
    boolean counts(String index) {
        return indices.indexOf(index) == 0;
    }

    /** As in reports: {@code applications}. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
