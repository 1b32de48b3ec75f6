package org.alien4cloud.plugin.backup.index;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.action.admin.indices.get.GetIndexResponse;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.AliasMetaData;
import org.elasticsearch.cluster.metadata.MappingMetaData;
import org.elasticsearch.common.collect.ImmutableOpenMap;
import org.elasticsearch.common.compress.CompressedXContent;
import org.elasticsearch.common.settings.Settings;

/**
 * What an index is besides its documents, as {@code indices/<index>.json} holds it: the type and content of its mapping, those of its
 * settings that make the same index anew elsewhere, and its aliases.
 */
@JsonPropertyOrder({"name", "type", "mapping", "settings", "aliases"})
public final class IndexDefinition {

    /** The type of an index that has no mapping yet. */
    static final String DEFAULT_TYPE = "_doc";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final String type;
    private final Map<String, Object> mapping;
    private final Map<String, Object> settings;
    private final Map<String, Map<String, String>> aliases;

    @JsonCreator
    IndexDefinition(@JsonProperty("name") String name, @JsonProperty("type") String type, @JsonProperty("mapping") Map<String, Object> mapping,
            @JsonProperty("settings") Map<String, Object> settings, @JsonProperty("aliases") Map<String, Map<String, String>> aliases) {
        this.name = name;
        this.type = type;
        this.mapping = orEmpty(mapping);
        this.settings = orEmpty(settings);
        this.aliases = orEmpty(aliases);
    }

    private static <V> Map<String, V> orEmpty(Map<String, V> map) {
        return map == null ? Collections.emptyMap() : Collections.unmodifiableMap(map);
    }

    @JsonProperty
    public String name() {
        return name;
    }

    /** The one type of the index' documents. */
    @JsonProperty
    public String type() {
        return type;
    }

    /** The mapping below its type: {@code properties}, {@code dynamic} ... */
    @JsonProperty
    public Map<String, Object> mapping() {
        return mapping;
    }

    /** Full names, such as {@code index.number_of_shards}; a value is a text or a list of texts. */
    @JsonProperty
    public Map<String, Object> settings() {
        return settings;
    }

    /** For each alias what it has of {@code filter}, {@code index_routing}, {@code search_routing}. */
    @JsonProperty
    public Map<String, Map<String, String>> aliases() {
        return aliases;
    }

    /**
     * Reads the definitions of live indices.
     *
     * @throws BackupException (ELASTICSEARCH) if it fails or an index is missing
     */
    static Map<String, IndexDefinition> ofLive(Client client, Collection<String> indices) {
        Map<String, IndexDefinition> definitions = new LinkedHashMap<>();
        if (indices.isEmpty()) {
            return definitions;
        }
        GetIndexResponse live = ElasticsearchFailures.answer("Reading the mappings of the indices", client.admin().indices().prepareGetIndex()
                .addIndices(indices.toArray(new String[0])).setIndicesOptions(IndicesOptions.strictSingleIndexNoExpandForbidClosed()));
        for (String index : indices) {
            definitions.put(index, new IndexDefinition(index, type(live, index), mapping(live, index),
                    kept(live.settings().get(index)), aliases(live.aliases().get(index))));
        }
        return definitions;
    }

    private static String type(GetIndexResponse live, String index) {
        MappingMetaData mapping = onlyMapping(live.mappings().get(index));
        return mapping == null ? DEFAULT_TYPE : mapping.type();
    }

    private static Map<String, Object> mapping(GetIndexResponse live, String index) {
        MappingMetaData mapping = onlyMapping(live.mappings().get(index));
        return mapping == null ? Collections.emptyMap() : mapping.sourceAsMap();
    }

    private static MappingMetaData onlyMapping(ImmutableOpenMap<String, MappingMetaData> mappings) {
        return mappings == null || mappings.isEmpty() ? null : mappings.valuesIt().next();
    }

    private static Map<String, Object> kept(Settings settings) {
        Map<String, Object> kept = new TreeMap<>();
        if (settings == null) {
            return kept;
        }
        for (String key : settings.keySet()) {
            if (key.equals("index.number_of_shards") || key.equals("index.number_of_replicas") || key.startsWith("index.analysis.")
                    || key.startsWith("index.mapping.") || key.equals("index.max_result_window")) {
                List<String> values = settings.getAsList(key);
                kept.put(key, values.size() == 1 && values.get(0).equals(settings.get(key)) ? values.get(0) : values);
            }
        }
        return kept;
    }

    private static Map<String, Map<String, String>> aliases(List<AliasMetaData> aliases) {
        Map<String, Map<String, String>> byName = new TreeMap<>();
        for (AliasMetaData alias : aliases == null ? Collections.<AliasMetaData>emptyList() : aliases) {
            Map<String, String> values = new TreeMap<>();
            CompressedXContent filter = alias.filter();
            putIfPresent(values, "filter", filter == null ? null : filter.toString());
            putIfPresent(values, "index_routing", alias.indexRouting());
            putIfPresent(values, "search_routing", alias.searchRouting());
            byName.put(alias.alias(), values);
        }
        return byName;
    }

    private static void putIfPresent(Map<String, String> values, String key, String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    /** Writes the definition, flushed to the disk. */
    void write(Path file) {
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
            DurableFiles.syncFile(file);
        } catch (IOException e) {
            throw Failures.changing("write", file, e);
        }
    }

    /**
     * Reads a definition from a backup.
     *
     * @throws BackupException (CHECK_FAILED) if it is missing or damaged
     */
    public static IndexDefinition read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), IndexDefinition.class);
        } catch (NoSuchFileException e) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "The definition of an index, " + file + ", is missing.", e);
        } catch (JsonProcessingException e) {
            throw new BackupException(BackupException.Kind.CHECK_FAILED, "The definition of an index, " + file + ", is damaged.", e);
        } catch (IOException e) {
            throw Failures.reading(file, e);
        }
    }

    /** The settings as Elasticsearch takes them. */
    Settings.Builder settingsForElasticsearch() {
        Settings.Builder builder = Settings.builder();
        settings.forEach((key, value) -> {
            if (value instanceof List) {
                builder.putList(key, ((List<?>) value).stream().map(Object::toString).collect(Collectors.toList()));
            } else {
                builder.put(key, String.valueOf(value));
            }
        });
        return builder;
    }

    /** The mapping as JSON, for Elasticsearch. */
    String mappingJson() {
        try {
            return JSON.writeValueAsString(Collections.singletonMap(type, mapping));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map that was JSON before", e);
        }
    }
}
