package org.alien4cloud.plugin.backup.platform;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells what belongs to this plugin itself: its documents (in the indices {@code plugin} and
 * {@code pluginconfiguration}, under its id), and its directories below {@code work/plugins}.
 */
public final class PluginOwnData {

    private final String pluginId;
    private final Set<String> directories;

    /** @param directories relative to Alien4Cloud's directory */
    public PluginOwnData(String pluginId, Set<String> directories) {
        this.pluginId = pluginId;
        this.directories = Collections.unmodifiableSet(new TreeSet<>(directories));
    }

    public boolean isDocument(String index, String id) {
        return pluginId.equals(id) && (index.equals("plugin") || index.equals("pluginconfiguration"));
    }

    public Set<String> directories() {
        return directories;
    }
}
