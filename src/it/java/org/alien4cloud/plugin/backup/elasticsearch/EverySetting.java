package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.elasticsearch.client.Client;
import org.elasticsearch.cluster.metadata.IndexMetaData;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * Creates an index that has each setting that a backup keeps, with another value than Elasticsearch's default. The
 * exception is {@code optimize_auto_generated_id}, whose other value makes an assertion of Elasticsearch itself fail.
 */
final class EverySetting {

    private static final String[][] VALUES = {
        {"auto_expand_replicas", "0-2"},
        {"codec", "best_compression"},
        {"compound_format", "0.2"},
        {"fielddata.cache", "none"},
        {"format", "6"},
        {"gc_deletes", "61s"},
        {"allocation.max_retries", "6"},
        {"highlight.max_analyzed_offset", "999"},
        {"indexing.slowlog.level", "info"},
        {"indexing.slowlog.reformat", "false"},
        {"indexing.slowlog.source", "999"},
        {"indexing.slowlog.threshold.index.debug", "1s"},
        {"indexing.slowlog.threshold.index.info", "2s"},
        {"indexing.slowlog.threshold.index.trace", "3s"},
        {"indexing.slowlog.threshold.index.warn", "4s"},
        {"load_fixed_bitset_filters_eagerly", "false"},
        {"mapper.dynamic", "false"},
        {"mapping.coerce", "true"},
        {"mapping.depth.limit", "21"},
        {"mapping.ignore_malformed", "true"},
        {"mapping.nested_fields.limit", "51"},
        {"mapping.total_fields.limit", "1234"},
        {"max_adjacency_matrix_filters", "99"},
        {"max_docvalue_fields_search", "99"},
        {"max_inner_result_window", "99"},
        {"max_ngram_diff", "2"},
        {"max_refresh_listeners", "999"},
        {"max_regex_length", "999"},
        {"max_rescore_window", "9999"},
        {"max_result_window", "54321"},
        {"max_script_fields", "33"},
        {"max_shingle_diff", "4"},
        {"max_slices_per_scroll", "1023"},
        {"max_terms_count", "65535"},
        {"merge.policy.deletes_pct_allowed", "34.0"},
        {"merge.policy.expunge_deletes_allowed", "11.0"},
        {"merge.policy.floor_segment", "3mb"},
        {"merge.policy.max_merge_at_once", "9"},
        {"merge.policy.max_merge_at_once_explicit", "29"},
        {"merge.policy.max_merged_segment", "4gb"},
        {"merge.policy.reclaim_deletes_weight", "2.1"},
        {"merge.policy.segments_per_tier", "11.0"},
        {"merge.scheduler.auto_throttle", "false"},
        {"merge.scheduler.max_merge_count", "7"},
        {"merge.scheduler.max_thread_count", "2"},
        {"number_of_replicas", "0"},
        {"number_of_routing_shards", "8"},
        {"number_of_shards", "2"},
        {"optimize_auto_generated_id", "true"},
        {"priority", "2"},
        {"queries.cache.enabled", "false"},
        {"query.default_field", "t"},
        {"query.parse.allow_unmapped_fields", "false"},
        {"query_string.lenient", "true"},
        {"refresh_interval", "31s"},
        {"requests.cache.enable", "false"},
        {"routing_partition_size", "2"},
        {"search.slowlog.level", "info"},
        {"search.slowlog.threshold.fetch.debug", "1s"},
        {"search.slowlog.threshold.fetch.info", "2s"},
        {"search.slowlog.threshold.fetch.trace", "3s"},
        {"search.slowlog.threshold.fetch.warn", "4s"},
        {"search.slowlog.threshold.query.debug", "1s"},
        {"search.slowlog.threshold.query.info", "2s"},
        {"search.slowlog.threshold.query.trace", "3s"},
        {"search.slowlog.threshold.query.warn", "4s"},
        {"shard.check_on_startup", "checksum"},
        {"soft_deletes.enabled", "true"},
        {"soft_deletes.retention.operations", "7"},
        {"soft_deletes.retention_lease.period", "11h"},
        {"sort.field", "n"},
        {"sort.missing", "_first"},
        {"sort.mode", "max"},
        {"sort.order", "desc"},
        {"store.preload", "nvd"},
        {"store.stats_refresh_interval", "11s"},
        {"translog.durability", "async"},
        {"translog.flush_threshold_size", "511mb"},
        {"translog.generation_threshold_size", "63mb"},
        {"translog.retention.age", "11h"},
        {"translog.retention.size", "511mb"},
        {"translog.sync_interval", "6s"},
        {"ttl.disable_purge", "true"},
        {"unassigned.node_left.delayed_timeout", "2m"},
        {"warmer.enabled", "false"},
        {"write.wait_for_active_shards", "all"},
        {"analysis.tokenizer.split.type", "pattern"},
        {"analysis.tokenizer.split.pattern", "[,;]"},
        {"similarity.mine.type", "BM25"},
        {"similarity.mine.k1", "1.3"}
    };

    private EverySetting() {}

    /**
     * Makes the index, with a field {@code n} that it is sorted by and a field {@code t} that uses its analysis and
     * similarity.
     */
    static void createIndex(Client client, String name) {
        Settings.Builder settings = Settings.builder();
        for (String[] setting : VALUES) {
            settings.put("index." + setting[0], setting[1]);
        }
        settings.put("index.analysis.analyzer.parts.tokenizer", "split")
                .putList("index.analysis.analyzer.parts.filter", "lowercase");
        client.admin()
                .indices()
                .prepareCreate(name)
                .setSettings(settings)
                .addMapping(
                        "_doc",
                        "{\"_doc\":{\"_routing\":{\"required\":true},\"properties\":"
                                + "{\"n\":{\"type\":\"long\"},\"t\":{\"type\":\"text\",\"analyzer\":\"parts\",\"similarity\":\"mine\"}}}}",
                        XContentType.JSON)
                .get();
        requireEvery(client.admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .get()
                .getState()
                .metaData()
                .index(name));
    }

    private static void requireEvery(IndexMetaData index) {
        TreeSet<String> missing = IndexScopedSettings.BUILT_IN_INDEX_SETTINGS.stream()
                .map(Setting::getKey)
                .filter(DefinitionSettings::isPortable)
                .collect(Collectors.toCollection(TreeSet::new));
        of(index).keySet().forEach(has -> missing.removeIf(has::startsWith));
        assertEquals("settings of no value in this class", new TreeSet<String>(), missing);
    }

    /** All settings of an index but those that Elasticsearch makes; also how many shards it can be split into. */
    static Map<String, Object> of(IndexMetaData index) {
        Map<String, Object> settings = new TreeMap<>(DefinitionSettings.of(
                index.getSettings(), key -> !key.matches("index\\.(uuid|creation_date|provided_name|version\\..*)")));
        settings.put("index.number_of_routing_shards", index.getRoutingNumShards());
        return settings;
    }
}
