package org.alien4cloud.plugin.backup.elasticsearch;

import com.carrotsearch.hppc.cursors.ObjectCursor;
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
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.io.DiskFailures;
import org.alien4cloud.plugin.backup.io.DurableFiles;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.AliasMetaData;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.cluster.metadata.MappingMetaData;
import org.elasticsearch.cluster.metadata.MetaData;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.mapper.MapperService;

/**
 * Describes an index apart from its documents, as stored in {@code indices/<index>.json}: the type and content of its
 * mapping, the settings that define it, and its aliases.
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
    IndexDefinition(
            @JsonProperty("name") String name,
            @JsonProperty("type") String type,
            @JsonProperty("mapping") Map<String, Object> mapping,
            @JsonProperty("settings") Map<String, Object> settings,
            @JsonProperty("aliases") Map<String, Map<String, String>> aliases) {
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

    /** Returns the only type of the index' documents. */
    @JsonProperty
    public String type() {
        return type;
    }

    /** Returns the mapping below its type: {@code properties}, {@code dynamic} ... */
    @JsonProperty
    public Map<String, Object> mapping() {
        return mapping;
    }

    /**
     * Returns the settings by their full names, such as {@code index.number_of_shards}; a value is a text or a list of
     * texts.
     */
    @JsonProperty
    public Map<String, Object> settings() {
        return settings;
    }

    /**
     * Returns for each alias what it has of {@code filter}, {@code index_routing}, {@code search_routing},
     * {@code is_write_index}.
     */
    @JsonProperty
    public Map<String, Map<String, String>> aliases() {
        return aliases;
    }

    /**
     * Reads the definitions of live indices, open or closed, as a backup keeps them.
     *
     * @throws BackupException (ELASTICSEARCH) if it fails or an index is missing
     */
    static Map<String, IndexDefinition> ofLive(Client client, Collection<String> indices) {
        return ofLive(client, indices, DefinitionSettings::isPortable);
    }

    /** Reads as {@link #ofLive}, and also the settings that are valid only in the same cluster. */
    static Map<String, IndexDefinition> ofLiveForSameCluster(Client client, Collection<String> indices) {
        return ofLive(client, indices, key -> DefinitionSettings.isPortable(key) || DefinitionSettings.isLocal(key));
    }

    private static Map<String, IndexDefinition> ofLive(
            Client client, Collection<String> indices, Predicate<String> settings) {
        Map<String, IndexDefinition> definitions = new LinkedHashMap<>();
        if (indices.isEmpty()) {
            return definitions;
        }
        String doing = "Reading the mappings of the indices";
        MetaData live = ElasticsearchFailures.answer(
                        doing,
                        client.admin()
                                .cluster()
                                .prepareState()
                                .clear()
                                .setMetaData(true)
                                .setIndices(indices.toArray(new String[0]))
                                .setIndicesOptions(IndicesOptions.lenientExpandOpen()))
                .getState()
                .metaData();
        for (String name : indices) {
            IndexMetaData index = live.index(name);
            if (index == null) {
                throw new BackupException(
                        BackupException.Kind.ELASTICSEARCH, doing + " failed: there is no index " + name + ".");
            }
            MappingMetaData mapping = onlyMapping(index);
            definitions.put(
                    name,
                    new IndexDefinition(
                            name,
                            mapping == null ? DEFAULT_TYPE : mapping.type(),
                            mapping == null ? null : mapping.sourceAsMap(),
                            settings(index, settings),
                            aliases(index)));
        }
        return definitions;
    }

    private static MappingMetaData onlyMapping(IndexMetaData index) {
        for (ObjectCursor<MappingMetaData> mapping : index.getMappings().values()) {
            if (!mapping.value.type().equals(MapperService.DEFAULT_MAPPING)) {
                return mapping.value;
            }
        }
        return null;
    }

    private static Map<String, Object> settings(IndexMetaData index, Predicate<String> wanted) {
        Map<String, Object> settings = DefinitionSettings.of(index.getSettings(), wanted);
        if (index.getRoutingNumShards() != index.getNumberOfShards()) {
            // Elasticsearch keeps it beside the settings
            settings.put(
                    IndexMetaData.INDEX_NUMBER_OF_ROUTING_SHARDS_SETTING.getKey(),
                    Integer.toString(index.getRoutingNumShards()));
        }
        return settings;
    }

    private static Map<String, Map<String, String>> aliases(IndexMetaData index) {
        Map<String, Map<String, String>> byName = new TreeMap<>();
        for (ObjectCursor<AliasMetaData> each : index.getAliases().values()) {
            AliasMetaData alias = each.value;
            Map<String, String> values = new TreeMap<>();
            putIfPresent(values, "filter", alias.filter());
            putIfPresent(values, "index_routing", alias.indexRouting());
            putIfPresent(values, "search_routing", alias.searchRouting());
            putIfPresent(values, "is_write_index", alias.writeIndex());
            byName.put(alias.alias(), values);
        }
        return byName;
    }

    private static void putIfPresent(Map<String, String> values, String key, Object value) {
        if (value != null) {
            values.put(key, value.toString());
        }
    }

    /** Writes the definition, flushed to the disk. */
    void write(Path file) {
        try {
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
            DurableFiles.syncFile(file);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.changing("write", file, e);
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
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED, "The definition of an index, " + file + ", is missing.", e);
        } catch (JsonProcessingException e) {
            throw new BackupException(
                    BackupException.Kind.CHECK_FAILED, "The definition of an index, " + file + ", is damaged.", e);
        } catch (IOException e) {
            throw DiskFailures.BACKUP_DIRECTORY.reading(file, e);
        }
    }

    /** Returns the same definition under another name. */
    IndexDefinition named(String other) {
        return new IndexDefinition(other, type, mapping, settings, aliases);
    }

    /** Returns the wanted settings in the form for requests to Elasticsearch. */
    Settings.Builder settingsForElasticsearch(Predicate<String> wanted) {
        Settings.Builder builder = Settings.builder();
        settings.forEach((key, value) -> {
            if (!wanted.test(key)) {
                return;
            }
            if (value instanceof List) {
                builder.putList(
                        key, ((List<?>) value).stream().map(Object::toString).collect(Collectors.toList()));
            } else {
                builder.put(key, String.valueOf(value));
            }
        });
        return builder;
    }

    /** Returns the mapping as JSON, for requests to Elasticsearch. */
    String mappingJson() {
        try {
            return JSON.writeValueAsString(Collections.singletonMap(type, mapping));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A map that was JSON before", e);
        }
    }
}
