package org.alien4cloud.plugin.backup.elasticsearch;

import java.nio.file.Path;
import org.alien4cloud.plugin.backup.it.EmbeddedElasticsearch;
import org.elasticsearch.client.Client;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** Starts an Elasticsearch node for a test class, with a directory for snapshot repositories, and stops it. */
final class ElasticsearchRule extends ExternalResource {

    private final TemporaryFolder repositories = new TemporaryFolder();
    private EmbeddedElasticsearch node;

    @Override
    protected void before() throws Throwable {
        repositories.create();
        node = EmbeddedElasticsearch.start(repositories());
    }

    @Override
    protected void after() {
        node.close();
        repositories.delete();
    }

    /** Returns the directory that {@code path.repo} names. */
    Path repositories() {
        return repositories.getRoot().toPath();
    }

    Client nodeClient() {
        return node.nodeClient();
    }

    Client transportClient() {
        return node.transportClient();
    }
}
