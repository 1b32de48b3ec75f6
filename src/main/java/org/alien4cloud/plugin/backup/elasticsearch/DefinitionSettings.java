package org.alien4cloud.plugin.backup.elasticsearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.elasticsearch.common.bytes.BytesReference;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.ToXContent;
import org.elasticsearch.common.xcontent.XContentBuilder;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.common.xcontent.json.JsonXContent;

/**
 * Decides which settings of an index a backup keeps, and which only the undo of a restore keeps because they fit one
 * cluster alone.
 */
final class DefinitionSettings {

    private static final Set<String> PORTABLE = set(
            "auto_expand_replicas",
            "codec",
            "compound_format",
            "fielddata.cache",
            "format",
            "gc_deletes",
            "allocation.max_retries",
            "highlight.max_analyzed_offset",
            "indexing.slowlog.level",
            "indexing.slowlog.reformat",
            "indexing.slowlog.source",
            "indexing.slowlog.threshold.index.debug",
            "indexing.slowlog.threshold.index.info",
            "indexing.slowlog.threshold.index.trace",
            "indexing.slowlog.threshold.index.warn",
            "load_fixed_bitset_filters_eagerly",
            "mapper.dynamic",
            "mapping.coerce",
            "mapping.depth.limit",
            "mapping.ignore_malformed",
            "mapping.nested_fields.limit",
            "mapping.total_fields.limit",
            "max_adjacency_matrix_filters",
            "max_docvalue_fields_search",
            "max_inner_result_window",
            "max_ngram_diff",
            "max_refresh_listeners",
            "max_regex_length",
            "max_rescore_window",
            "max_result_window",
            "max_script_fields",
            "max_shingle_diff",
            "max_slices_per_scroll",
            "max_terms_count",
            "merge.policy.deletes_pct_allowed",
            "merge.policy.expunge_deletes_allowed",
            "merge.policy.floor_segment",
            "merge.policy.max_merge_at_once",
            "merge.policy.max_merge_at_once_explicit",
            "merge.policy.max_merged_segment",
            "merge.policy.reclaim_deletes_weight",
            "merge.policy.segments_per_tier",
            "merge.scheduler.auto_throttle",
            "merge.scheduler.max_merge_count",
            "merge.scheduler.max_thread_count",
            "number_of_replicas",
            "number_of_routing_shards",
            "number_of_shards",
            "optimize_auto_generated_id",
            "priority",
            "queries.cache.enabled",
            "query.default_field",
            "query.parse.allow_unmapped_fields",
            "query_string.lenient",
            "refresh_interval",
            "requests.cache.enable",
            "routing_partition_size",
            "search.slowlog.level",
            "search.slowlog.threshold.fetch.debug",
            "search.slowlog.threshold.fetch.info",
            "search.slowlog.threshold.fetch.trace",
            "search.slowlog.threshold.fetch.warn",
            "search.slowlog.threshold.query.debug",
            "search.slowlog.threshold.query.info",
            "search.slowlog.threshold.query.trace",
            "search.slowlog.threshold.query.warn",
            "shard.check_on_startup",
            "soft_deletes.enabled",
            "soft_deletes.retention.operations",
            "soft_deletes.retention_lease.period",
            "sort.field",
            "sort.missing",
            "sort.mode",
            "sort.order",
            "store.preload",
            "store.stats_refresh_interval",
            "translog.durability",
            "translog.flush_threshold_size",
            "translog.generation_threshold_size",
            "translog.retention.age",
            "translog.retention.size",
            "translog.sync_interval",
            "ttl.disable_purge",
            "unassigned.node_left.delayed_timeout",
            "warmer.enabled",
            "write.wait_for_active_shards");
    private static final List<String> PORTABLE_GROUPS = Arrays.asList("index.analysis.", "index.similarity.");

    /** They name nodes, disks, pipelines and policies that another cluster does not have. */
    private static final Set<String> LOCAL = set(
            "data_path",
            "default_pipeline",
            "routing.allocation.enable",
            "routing.allocation.total_shards_per_node",
            "routing.rebalance.enable",
            "store.fs.fs_lock",
            "store.type");

    private static final List<String> LOCAL_GROUPS = Arrays.asList(
            "index.lifecycle.",
            "index.routing.allocation.exclude.",
            "index.routing.allocation.include.",
            "index.routing.allocation.require.");

    private DefinitionSettings() {}

    private static Set<String> set(String... names) {
        Set<String> keys = new HashSet<>();
        for (String name : names) {
            keys.add("index." + name);
        }
        return Collections.unmodifiableSet(keys);
    }

    /** Tells whether the setting belongs to the index in any cluster, so that a backup keeps it. */
    static boolean isPortable(String key) {
        return PORTABLE.contains(key) || PORTABLE_GROUPS.stream().anyMatch(key::startsWith);
    }

    /**
     * Tells whether the setting belongs to the index only within its cluster, so that only the undo of a restore keeps
     * it.
     */
    static boolean isLocal(String key) {
        return LOCAL.contains(key) || LOCAL_GROUPS.stream().anyMatch(key::startsWith);
    }

    /** Returns the wanted settings by their full names; each value is a text or a list of texts. */
    static Map<String, Object> of(Settings settings, Predicate<String> wanted) {
        Map<String, Object> kept = new TreeMap<>(flat(settings));
        kept.entrySet().removeIf(setting -> setting.getValue() == null || !wanted.test(setting.getKey()));
        return kept;
    }

    /**
     * Uses Elasticsearch's own form, which tells a list from a text with a comma, such as the pattern of a tokenizer.
     */
    private static Map<String, Object> flat(Settings settings) {
        try (XContentBuilder json = JsonXContent.contentBuilder()) {
            json.startObject();
            settings.toXContent(json, new ToXContent.MapParams(Collections.singletonMap("flat_settings", "true")));
            json.endObject();
            return XContentHelper.convertToMap(BytesReference.bytes(json), false, XContentType.JSON)
                    .v2();
        } catch (IOException e) {
            throw new UncheckedIOException("Settings that Elasticsearch sent cannot be written as JSON", e);
        }
    }
}
