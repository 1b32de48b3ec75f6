package alien4cloud.dao;

import alien4cloud.dao.model.GetMultipleDataResult;
import alien4cloud.exception.IndexingServiceException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.elasticsearch.action.get.GetResponse;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.index.query.QueryBuilders;
import org.elasticsearch.search.SearchHit;

/**
 * Reads and writes documents. Much smaller than A4C's: a document is a map or a bean, its index and id are given by the
 * caller. Every write refreshes at once, as A4C's do.
 */
public class ESGenericSearchDAO extends ESIndexMapper {
    private static final int PAGE = 1000;

    private final ObjectMapper mapper =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    /** The document, or null when there is none. */
    public Map<String, Object> find(String index, String id) {
        GetResponse found = getClient().prepareGet(index, TYPE_NAME, id).get();
        return found.isExists() ? found.getSourceAsMap() : null;
    }

    /** The document read into a bean, from the index named like its class; null when there is none. */
    public <T> T findById(Class<T> type, String id) {
        Map<String, Object> found = find(indexOf(type), id);
        return found == null ? null : mapper.convertValue(found, type);
    }

    public void save(String index, String id, Object document) {
        try {
            getClient()
                    .prepareIndex(index, TYPE_NAME, id)
                    .setSource(mapper.writeValueAsBytes(document), XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        } catch (IOException e) {
            throw new IndexingServiceException("Failed to save <" + index + "/" + id + ">: " + e.getMessage(), e);
        }
    }

    public void save(Class<?> type, String id, Object document) {
        save(indexOf(type), id, document);
    }

    public void delete(String index, String id) {
        getClient()
                .prepareDelete(index, TYPE_NAME, id)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    public void delete(Class<?> type, String id) {
        delete(indexOf(type), id);
    }

    /** A page of documents as maps. */
    public GetMultipleDataResult<Map<String, Object>> page(String index, QueryBuilder query, int from, int size) {
        SearchResponse response = getClient()
                .prepareSearch(index)
                .setQuery(query)
                .setFrom(from)
                .setSize(size)
                .get();
        List<Map<String, Object>> found = new ArrayList<>();
        for (SearchHit hit : response.getHits()) {
            found.add(hit.getSourceAsMap());
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        Map<String, Object>[] data = found.toArray(new Map[0]);
        String[] types = new String[data.length];
        Arrays.fill(types, index);
        return new GetMultipleDataResult<>(
                types,
                data,
                response.getTook().getMillis(),
                response.getHits().getTotalHits(),
                from,
                from + Math.max(0, data.length - 1));
    }

    /** All documents of the index that match. */
    public List<Map<String, Object>> all(String index, QueryBuilder query) {
        List<Map<String, Object>> found = new ArrayList<>();
        TimeValue keep = TimeValue.timeValueMinutes(1);
        SearchResponse response = getClient()
                .prepareSearch(index)
                .setQuery(query)
                .setSize(PAGE)
                .setScroll(keep)
                .get();
        while (response.getHits().getHits().length > 0) {
            for (SearchHit hit : response.getHits()) {
                found.add(hit.getSourceAsMap());
            }
            response = getClient()
                    .prepareSearchScroll(response.getScrollId())
                    .setScroll(keep)
                    .get();
        }
        getClient().prepareClearScroll().addScrollId(response.getScrollId()).get();
        return found;
    }

    /** All beans of a class whose {@code field} has the value. */
    public <T> T[] findAll(Class<T> type, String field, Object value) {
        List<Map<String, Object>> found = all(indexOf(type), QueryBuilders.termQuery(field, value));
        @SuppressWarnings("unchecked")
        T[] beans = (T[]) Array.newInstance(type, found.size());
        for (int i = 0; i < beans.length; i++) {
            beans[i] = mapper.convertValue(found.get(i), type);
        }
        return beans;
    }

    private static String indexOf(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
