package alien4cloud.dao;

import alien4cloud.exception.IndexingServiceException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentBuilder;
import org.elasticsearch.common.xcontent.XContentFactory;

/**
 * Settings and mapping of the indices: type {@code _doc}, not dynamic-strict, strings as keywords, names sorted without
 * regard to case, as A4C's annotations make them.
 */
public final class IndexSchema {
    private static final String ANALYSER = "case_insensitive_sort";
    /**
     * A server that began with Elasticsearch's own default and was configured later has both; so these have five
     * whenever the others have one.
     */
    private static final Set<String> FIVE_SHARDS =
            new HashSet<>(Arrays.asList("nodetype", "paasdeploymentlog", "topology"));

    private final Client client;
    private final int shards;
    private final int replicas;

    /**
     * @param shards shards of each index, but see {@link #FIVE_SHARDS}; not positive: Elasticsearch's own default (5)
     * @param replicas replicas of each shard; negative: Elasticsearch's own default (1)
     */
    public IndexSchema(Client client, int shards, int replicas) {
        this.client = client;
        this.shards = shards;
        this.replicas = replicas;
    }

    public void createIfMissing(String index) {
        if (client.admin().indices().prepareExists(index).get().isExists()) {
            return;
        }
        Settings.Builder settings = Settings.builder()
                .put("index.analysis.analyzer." + ANALYSER + ".type", "custom")
                .put("index.analysis.analyzer." + ANALYSER + ".tokenizer", "keyword")
                .putList("index.analysis.analyzer." + ANALYSER + ".filter", "lowercase");
        if (shards > 0) {
            settings.put("index.number_of_shards", shards == 1 && FIVE_SHARDS.contains(index) ? 5 : shards);
        }
        if (replicas >= 0) {
            settings.put("index.number_of_replicas", replicas);
        }
        try {
            client.admin()
                    .indices()
                    .prepareCreate(index)
                    .setSettings(settings)
                    .addMapping(ESIndexMapper.TYPE_NAME, mapping())
                    .get();
        } catch (IOException e) {
            throw new IndexingServiceException("Failed to create index <" + index + ">: " + e.getMessage(), e);
        }
    }

    private static XContentBuilder mapping() throws IOException {
        XContentBuilder json = XContentFactory.jsonBuilder().startObject().startObject(ESIndexMapper.TYPE_NAME);
        // Values are kept as they came: what a field looks like must not depend on which document came first.
        json.field("date_detection", false).field("numeric_detection", false);
        json.startArray("dynamic_templates")
                .startObject()
                .startObject("strings")
                .field("match_mapping_type", "string")
                .startObject("mapping")
                .field("type", "keyword")
                .field("ignore_above", 8191)
                .endObject()
                .endObject()
                .endObject()
                .endArray();
        json.startObject("properties");
        json.startObject("id").field("type", "keyword").endObject();
        json.startObject("name")
                .field("type", "keyword")
                .startObject("fields")
                .startObject("lower_case")
                .field("type", "text")
                .field("analyzer", ANALYSER)
                .field("fielddata", true)
                .endObject()
                .endObject()
                .endObject();
        json.startObject("description").field("type", "text").endObject();
        json.startObject("creationDate").field("type", "long").endObject();
        json.startObject("enabled").field("type", "boolean").endObject();
        // What hangs off free keys (properties of templates, configuration, request parameters) is stored, not indexed.
        for (String free : new String[] {
            "configuration", "nodeTemplates", "properties", "metaProperties", "requestParameters", "content"
        }) {
            json.startObject(free)
                    .field("type", "object")
                    .field("enabled", false)
                    .endObject();
        }
        json.startObject("alienScore").field("type", "long").endObject();
        return json.endObject().endObject().endObject();
    }
}
