package org.alien4cloud.plugin.backup.service.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Arrays;
import org.alien4cloud.plugin.backup.elasticsearch.IndexInspector;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;

/**
 * Rewrites Git locations that name files in Alien4Cloud's data directory by their absolute path, after a restore into
 * another directory.
 */
final class GitLocationRewriter {

    private static final String INDEX = "gitlocation";
    private static final String URL = "url";
    private static final int PAGE = 500;
    private static final TimeValue SCROLL_LIFETIME = TimeValue.timeValueMinutes(5);

    private final Client elasticsearch;
    private final ObjectMapper json = new ObjectMapper();

    GitLocationRewriter(Client elasticsearch) {
        this.elasticsearch = elasticsearch;
    }

    /**
     * Makes locations that point into one directory point into another one. May be repeated.
     *
     * @return how many were rewritten
     * @throws BackupException (CHECK_FAILED) if a location is not JSON
     */
    long rewrite(String from, Path to) {
        if (!new IndexInspector(elasticsearch).inspect(INDEX).exists()) {
            return 0;
        }
        String before = uri(Paths.get(from));
        String after = uri(to);
        long rewritten = 0;
        SearchResponse page = elasticsearch
                .prepareSearch(INDEX)
                .setScroll(SCROLL_LIFETIME)
                .setSize(PAGE)
                .get();
        while (page.getHits().getHits().length > 0) {
            rewritten += Arrays.stream(page.getHits().getHits())
                    .filter(hit -> rewrite(hit, before, after))
                    .count();
            page = elasticsearch
                    .prepareSearchScroll(page.getScrollId())
                    .setScroll(SCROLL_LIFETIME)
                    .get();
        }
        elasticsearch.prepareClearScroll().addScrollId(page.getScrollId()).get();
        return rewritten;
    }

    private static String uri(Path directory) {
        return directory.toUri().toString().replaceAll("/$", "");
    }

    private boolean rewrite(SearchHit hit, String before, String after) {
        try {
            JsonNode location = json.readTree(hit.getSourceAsString());
            String url = location.path(URL).asText();
            if (!(url + '/').startsWith(before + '/')) {
                return false;
            }
            ((ObjectNode) location).put(URL, after + url.substring(before.length()));
            elasticsearch
                    .prepareIndex(INDEX, hit.getType(), hit.getId())
                    .setSource(json.writeValueAsBytes(location), XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
            return true;
        } catch (IOException e) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    "The document " + hit.getId() + " of index " + INDEX + " is not JSON: " + e.getMessage(),
                    e);
        }
    }
}
