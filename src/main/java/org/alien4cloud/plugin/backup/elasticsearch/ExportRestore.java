package org.alien4cloud.plugin.backup.elasticsearch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.alien4cloud.plugin.backup.model.Progress;
import org.elasticsearch.ElasticsearchException;
import org.elasticsearch.ResourceAlreadyExistsException;
import org.elasticsearch.action.admin.indices.alias.IndicesAliasesRequest.AliasActions;
import org.elasticsearch.action.admin.indices.create.CreateIndexRequestBuilder;
import org.elasticsearch.action.support.ActiveShardCount;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;

/**
 * Creates indices from their definitions and files of documents. Replicas and refreshes are off while documents are
 * put. Documents start with version 1 again, as after any re-indexing: a version only detects concurrent writers, and
 * none remembers an earlier one.
 */
final class ExportRestore {

    private static final String REPLICAS = "index.number_of_replicas";
    /** This many parallel requests keep Elasticsearch busy while the file is read. */
    private static final int PARALLEL = 4;

    private static final String REFRESH = "index.refresh_interval";
    private static final String EXPAND = "index.auto_expand_replicas";
    /** Settings that must wait until the documents are in, since there are no replicas before. */
    private static final List<String> SET_LAST =
            Arrays.asList(REPLICAS, EXPAND, REFRESH, "index.write.wait_for_active_shards");

    private final Client client;
    private final CaptureLayout layout;
    private final RestoreTarget target;
    private final Progress progress;
    private final IndexCreationGuard indices;
    private final List<String> made = new ArrayList<>();

    ExportRestore(Client client, CaptureLayout layout, RestoreTarget target, Progress progress) {
        this.client = client;
        this.layout = layout;
        this.target = target;
        this.progress = progress;
        this.indices = new IndexCreationGuard(client, new SnapshotConflictRetry(), target);
    }

    /** @see IndexEngine#restore */
    void restore(Manifest manifest, Collection<String> names) {
        indices.requireAbsent(names);
        names.forEach(name -> progress.expect(layout.exportedBytes(name)));
        try {
            for (String name : names) {
                IndexDefinition definition = IndexDefinition.read(layout.definition(name));
                create(name, definition);
                fill(name, definition);
                if (!target.isTemporary()) {
                    open(name, definition);
                }
            }
            indices.requireCounts(manifest, names);
        } catch (RuntimeException e) {
            throw indices.removed(made, e);
        }
    }

    private void create(String name, IndexDefinition definition) {
        progress.checkCancelled();
        String doing = "Creating the index " + target.nameOf(name);
        CreateIndexRequestBuilder request = client.admin()
                .indices()
                .prepareCreate(target.nameOf(name))
                .setSettings(definition
                        .settingsForElasticsearch(key -> !SET_LAST.contains(key))
                        .put(REPLICAS, 0)
                        .put(EXPAND, false)
                        .put(REFRESH, "-1"))
                .setWaitForActiveShards(ActiveShardCount.ALL);
        if (!definition.mapping().isEmpty()) {
            request.addMapping(definition.type(), definition.mappingJson(), XContentType.JSON);
        }
        try {
            ElasticsearchFailures.answerWithin(doing, request.execute(), Long.MAX_VALUE);
        } catch (ResourceAlreadyExistsException e) {
            // somebody else created it first: it must not be removed
            throw ElasticsearchFailures.explain(doing, e);
        } catch (ElasticsearchException | IllegalStateException e) {
            made.add(name);
            throw ElasticsearchFailures.explain(doing, e);
        }
        made.add(name);
        IndexCreationGuard.awaitPrimaries(client, doing, target.nameOf(name));
        removeAliases(target.nameOf(name));
    }

    /** Removes aliases that come from others' templates: its documents would be found through them. */
    private void removeAliases(String index) {
        List<String> aliases = new ArrayList<>();
        ElasticsearchFailures.answer(
                        "Reading the aliases of the index " + index,
                        client.admin().indices().prepareGetAliases().addIndices(index))
                .getAliases()
                .valuesIt()
                .forEachRemaining(all -> all.forEach(alias -> aliases.add(alias.alias())));
        if (!aliases.isEmpty()) {
            ElasticsearchFailures.answer(
                    "Removing aliases of templates from the index " + index,
                    client.admin().indices().prepareAliases().removeAlias(index, aliases.toArray(new String[0])));
        }
    }

    private void fill(String name, IndexDefinition definition) {
        String index = target.nameOf(name);
        try (ExportReader documents = new ExportReader(layout.export(name), index);
                DocumentWriter writer = new DocumentWriter(
                        client,
                        Collections.singletonMap(index, definition.type()),
                        DocumentWriter.BATCH_BYTES,
                        PARALLEL,
                        progress.quiet())) {
            long reported = 0;
            for (Document document = documents.next(); document != null; document = documents.next()) {
                writer.put(document);
                progress.checkCancelled();
                progress.advance(documents.bytesRead() - reported);
                reported = documents.bytesRead();
            }
            writer.flush();
            progress.advance(layout.exportedBytes(name) - reported);
        }
    }

    /** Applies the settings that had to wait, and the aliases; a temporary index needs neither. */
    private void open(String name, IndexDefinition definition) {
        String index = target.nameOf(name);
        String doing = "Opening the index " + index;
        Settings.Builder settings = Settings.builder()
                .putNull(REFRESH)
                .putNull(EXPAND)
                .put(definition.settingsForElasticsearch(SET_LAST::contains).build());
        ElasticsearchFailures.answer(
                doing, client.admin().indices().prepareUpdateSettings(index).setSettings(settings));
        definition
                .aliases()
                .forEach((alias, values) -> ElasticsearchFailures.answer(
                        doing,
                        client.admin()
                                .indices()
                                .prepareAliases()
                                .addAliasAction(AliasActions.add()
                                        .index(index)
                                        .alias(alias)
                                        .filter(values.get("filter"))
                                        .indexRouting(values.get("index_routing"))
                                        .searchRouting(values.get("search_routing"))
                                        .writeIndex(
                                                values.containsKey("is_write_index")
                                                        ? Boolean.valueOf(values.get("is_write_index"))
                                                        : null))));
    }
}
