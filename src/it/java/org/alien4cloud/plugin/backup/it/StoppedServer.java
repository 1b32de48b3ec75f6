package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.Client;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.rules.ExternalResource;

/**
 * Provides a stopped server with the backup {@code good}, for tests of the command line. They may destroy its data, and
 * compare them with the state at the time of the backup.
 */
final class StoppedServer extends ExternalResource {

    /**
     * Nothing of a stopped server is left alone but its mode. The trace of a backup's end is in the audit trail once
     * the backup is made.
     */
    private static final Predicate<String> MODE =
            document -> document.startsWith("maintenancemodestate/") || document.startsWith("audittrace/");

    private final String name;
    private BackupHost host;
    private ServerState good;

    /** @param name of the directory of the server */
    StoppedServer(String name) {
        this.name = name;
    }

    @Override
    protected void before() throws IOException {
        Path configuration = Files.createTempDirectory("configuration").resolve("alien4cloud-config.yml");
        host = BackupHost.start(
                name,
                "--sample=16",
                "--shards=1",
                "--backup.configuration-files=" + Files.writeString(configuration, "a: b"));
        try (Client client = host.process().elasticsearch()) {
            client.prepareIndex("gitlocation", "_doc", "moved")
                    .setSource(
                            "{\"id\":\"moved\",\"local\":true,\"url\":\""
                                    + host.process().alien().toUri() + "git/here\"}",
                            XContentType.JSON)
                    .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                    .get();
        }
        host.backUp("good");
        host.process().stop();
        good = state(host.process().alien());
    }

    @Override
    protected void after() {
        host.close();
    }

    BackupHost host() {
        return host;
    }

    /** Returns the state of the server at the time of the backup. */
    ServerState good() {
        return good;
    }

    void stopIfRunning() {
        if (host.process().isRunning()) {
            host.process().stop();
        }
    }

    static EmbeddedElasticsearch elasticsearchOf(Path alien) {
        EmbeddedElasticsearch elasticsearch =
                EmbeddedElasticsearch.startOn(alien.resolve("elasticsearch"), "escluster");
        // one that has just been started has not found its indices yet
        assertFalse(elasticsearch
                .nodeClient()
                .admin()
                .cluster()
                .prepareHealth()
                .setWaitForYellowStatus()
                .get()
                .isTimedOut());
        return elasticsearch;
    }

    static ServerState state(Path alien) throws IOException {
        try (EmbeddedElasticsearch elasticsearch = elasticsearchOf(alien)) {
            return state(elasticsearch, alien);
        }
    }

    static ServerState state(EmbeddedElasticsearch elasticsearch, Path alien) throws IOException {
        return ServerState.read(elasticsearch.nodeClient(), alien).without(MODE, file -> false);
    }

    /**
     * All that may go wrong with data: documents and whole indices gone, strange ones, a mapping that does not fit,
     * files gone, strange, changed.
     */
    static void destroy(Client client, Path alien) throws IOException {
        client.admin()
                .indices()
                .prepareDelete("csar", "application", "topology")
                .get();
        client.admin()
                .indices()
                .prepareCreate("topology")
                .addMapping(
                        "_doc", "{\"_doc\":{\"properties\":{\"archiveName\":{\"type\":\"long\"}}}}", XContentType.JSON)
                .get();
        client.prepareIndex("topology", "_doc", "strange")
                .setSource("{\"archiveName\":7}", XContentType.JSON)
                .get();
        client.prepareDelete("user", "_doc", "admin").get();
        client.prepareIndex("metapropconfiguration", "_doc", "strange")
                .setSource("{\"id\":\"strange\"}", XContentType.JSON)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
        destroyFiles(alien);
        Path image = Files.list(alien.resolve("images")).findFirst().get();
        Files.write(image, new byte[] {1}, StandardOpenOption.APPEND);
    }

    void destroy() throws IOException {
        try (EmbeddedElasticsearch elasticsearch =
                elasticsearchOf(host.process().alien())) {
            destroy(elasticsearch.nodeClient(), host.process().alien());
        }
    }

    void assertGood() throws IOException {
        assertEquals("", good.differences(state(host.process().alien()), 10));
    }

    static void destroyFiles(Path alien) throws IOException {
        EmbeddedElasticsearch.deleteTree(alien.resolve("csar"));
        Files.writeString(alien.resolve("git/strange"), "strange");
    }
}
