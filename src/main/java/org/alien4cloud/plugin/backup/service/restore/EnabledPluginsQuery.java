package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.client.Client;
import org.elasticsearch.search.SearchHit;

/** Finds the plugins that are enabled in the live documents, so that a restore can check that they were loaded. */
final class EnabledPluginsQuery {

    private static final int MOST_PLUGINS = 10_000;
    private static final String PLUGIN_INDEX = "plugin";

    private final Client elasticsearch;
    private final ObjectMapper json = new ObjectMapper();

    EnabledPluginsQuery(Client elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    /**
     * Lists them as {@code id:version}, separated by commas.
     *
     * @throws BackupException (CHECK_FAILED) if the document of a plugin is not JSON
     */
    String list() {
        Set<String> enabled = new TreeSet<>();
        if (!new IndexInspector(elasticsearch).inspect(PLUGIN_INDEX).exists()) {
            return "";
        }
        for (SearchHit hit : elasticsearch
                .prepareSearch(PLUGIN_INDEX)
                .setSize(MOST_PLUGINS)
                .get()
                .getHits()) {
            try {
                JsonNode plugin = json.readTree(hit.getSourceAsString());
                if (plugin.path("enabled").asBoolean()) {
                    enabled.add(hit.getId() + ":"
                            + plugin.path("descriptor").path("version").asText());
                }
            } catch (IOException e) {
                throw new BackupException(
                        Kind.CHECK_FAILED,
                        "The document of plugin " + hit.getId() + " is not JSON: " + e.getMessage(),
                        e);
            }
        }
        return String.join(",", enabled);
    }
}
