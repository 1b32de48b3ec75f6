package org.alien4cloud.plugin.backup.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.elasticsearch.action.bulk.BulkRequestBuilder;
import org.elasticsearch.action.bulk.BulkResponse;
import org.elasticsearch.action.index.IndexRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.unit.TimeValue;
import org.elasticsearch.common.xcontent.XContentType;
import org.elasticsearch.search.SearchHit;

/**
 * Keeps and puts back everything that {@link Mutations} may change on a server. It does not use the plugin, so that
 * tests can share a server and all begin with the same data.
 */
final class KeptState {

    private static final TimeValue KEEP = TimeValue.timeValueMinutes(1);

    private final BackupHost host;
    private final Path files;
    private final List<IndexRequest> documents = new ArrayList<>();

    private KeptState(BackupHost host) {
        this.host = host;
        this.files = host.process().data().resolve("kept");
    }

    /** Keeps what is there now. */
    static KeptState of(BackupHost host) {
        KeptState kept = new KeptState(host);
        kept.eachDocument(hit -> kept.documents.add(new IndexRequest(hit.getIndex(), hit.getType(), hit.getId())
                .routing(routing(hit))
                .source(hit.getSourceRef(), XContentType.JSON)));
        try {
            copy(host.process().alien(), kept.files);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return kept;
    }

    /** Puts back what was kept, and removes what was added since. */
    void putBack() {
        Set<String> names = documents.stream()
                .map(document -> name(document.index(), document.id(), document.routing()))
                .collect(Collectors.toSet());
        try (TransportClient client = host.process().elasticsearch()) {
            BulkRequestBuilder bulk = client.prepareBulk();
            documents.forEach(bulk::add);
            eachDocument(hit -> {
                if (!names.contains(name(hit.getIndex(), hit.getId(), routing(hit)))) {
                    bulk.add(client.prepareDelete(hit.getIndex(), hit.getType(), hit.getId())
                            .setRouting(routing(hit)));
                }
            });
            BulkResponse answer = bulk.get();
            if (answer.hasFailures()) {
                throw new IllegalStateException(answer.buildFailureMessage());
            }
            for (Path child : children(host.process().alien())) {
                Mutations.deleteTree(child);
            }
            copy(files, host.process().alien());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(String index, String id, String routing) {
        return index + '/' + id + '/' + routing;
    }

    private static String routing(SearchHit hit) {
        return hit.field("_routing") == null ? null : hit.field("_routing").getValue();
    }

    private void eachDocument(Consumer<SearchHit> consumer) {
        try (TransportClient client = host.process().elasticsearch()) {
            client.admin().indices().prepareRefresh().get();
            Set<String> indices = new HashSet<>();
            for (String index : client.admin()
                    .cluster()
                    .prepareState()
                    .clear()
                    .setMetaData(true)
                    .get()
                    .getState()
                    .metaData()
                    .getConcreteAllOpenIndices()) {
                if (!Mutations.leavesAlone(index)) {
                    indices.add(index);
                }
            }
            SearchResponse page = client.prepareSearch(indices.toArray(new String[0]))
                    .setScroll(KEEP)
                    .setSize(1000)
                    .get();
            while (page.getHits().getHits().length > 0) {
                page.getHits().forEach(consumer);
                page = client.prepareSearchScroll(page.getScrollId())
                        .setScroll(KEEP)
                        .get();
            }
            client.prepareClearScroll().addScrollId(page.getScrollId()).get();
        }
    }

    /** Copies a directory with all that is in it, to where nothing is yet. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path child : children(from)) {
            try (Stream<Path> walk = Files.walk(child)) {
                for (Path path : walk.collect(Collectors.toList())) {
                    Files.copy(
                            path,
                            to.resolve(from.relativize(path)),
                            StandardCopyOption.COPY_ATTRIBUTES,
                            LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> !Mutations.leavesAlone(child)).collect(Collectors.toList());
        }
    }
}
