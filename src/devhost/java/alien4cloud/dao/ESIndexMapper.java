package alien4cloud.dao;

import java.util.ArrayList;
import java.util.List;
import javax.annotation.Resource;
import org.elasticsearch.client.Client;
import org.elasticsearch.mapping.ElasticSearchClient;
import org.springframework.beans.factory.annotation.Value;

/**
 * Base of every DAO: the indices it owns, one per class, named like the class in lower case. They are created at
 * process start, and only then.
 */
public abstract class ESIndexMapper {
    public static final String TYPE_NAME = "_doc";

    @Resource
    private ElasticSearchClient esClient;

    @Value("${elasticSearch.shard_count:-1}")
    private int shardCount;

    @Value("${elasticSearch.replica_count:-1}")
    private int replicaCount;

    private final List<String> indices = new ArrayList<>();
    private String[] allIndexes = new String[0];

    /**
     * Creates what is missing of {@code names}; none is created later, even if it is deleted while the process runs.
     */
    protected void initIndices(String... names) {
        IndexSchema schema = new IndexSchema(getClient(), shardCount, replicaCount);
        for (String name : names) {
            schema.createIfMissing(name);
            indices.add(name);
        }
    }

    /** To be called last: as in A4C, the process does not come up on indices that cannot be read. */
    protected void initCompleted() {
        allIndexes = indices.toArray(new String[0]);
        esClient.waitForGreenStatus(allIndexes);
        // A4C has no such check, but its start-time reads (audit configuration, suggestions, types) fail on a closed
        // index all the same.
        getClient().prepareSearch(allIndexes).setSize(0).get();
    }

    /** The names of the indices that this DAO owns. */
    public String[] getAllIndexes() {
        return allIndexes;
    }

    public Client getClient() {
        return esClient.getClient();
    }
}
