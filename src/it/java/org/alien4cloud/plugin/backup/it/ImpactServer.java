package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.action.support.WriteRequest.RefreshPolicy;
import org.elasticsearch.client.transport.TransportClient;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.rules.ExternalResource;

/** Provides a server with one backup per index engine, changes its data, and asks for dry runs of a restore. */
final class ImpactServer extends ExternalResource {

    static final List<String> ENGINES = Arrays.asList("export", "snapshot");

    private final String name;
    private BackupHost host;
    private TransportClient client;

    /** @param name of the directory of the server */
    ImpactServer(String name) {
        this.name = name;
    }

    @Override
    protected void before() {
        host = BackupHost.start(name, "--sample=6", "--shards=1");
        client = host.process().elasticsearch();
        for (String engine : ENGINES) {
            host.ended(host.startBackup(Map.of("name", "good-" + engine, "engine", engine)), "SUCCEEDED");
        }
    }

    @Override
    protected void after() {
        client.close();
        host.close();
    }

    BackupHost host() {
        return host;
    }

    TransportClient client() {
        return client;
    }

    /** Restores the state at the time of the backups. */
    void putBack() {
        host.ended(host.startRestore("good-export", false), "SUCCEEDED");
    }

    /** Returns the state of the server, except the audit trail, which grows with each call. */
    ServerState state() {
        return host.state().without(document -> document.startsWith("audittrace/"), file -> false);
    }

    JsonNode impact(String backup, String query) {
        return host.admin()
                .get(BackupHost.API + "/" + backup + "/impact" + query)
                .expect(200)
                .data();
    }

    void put(String index, String id, String source) {
        client.prepareIndex(index, "_doc", id)
                .setSource(source, XContentType.JSON)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    void delete(String index, String id) {
        client.prepareDelete(index, "_doc", id)
                .setRefreshPolicy(RefreshPolicy.IMMEDIATE)
                .get();
    }

    String source(String index, String id) {
        return client.prepareGet(index, "_doc", id).get().getSourceAsString();
    }

    static JsonNode kind(JsonNode report, String kind) {
        return StreamSupport.stream(report.path("kinds").spliterator(), false)
                .filter(each -> each.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow(AssertionError::new);
    }

    static String counts(JsonNode kind) {
        return kind.path("create").asText() + " " + kind.path("replace").asText() + " "
                + kind.path("delete").asText();
    }

    static Map<String, JsonNode> warnings(JsonNode report) {
        return StreamSupport.stream(report.path("warnings").spliterator(), false)
                .collect(Collectors.toMap(each -> each.path("id").asText(), each -> each));
    }

    void change() throws IOException {
        delete("application", "Application0");
        put("application", "later", "{\"id\":\"later\",\"name\":\"Later\"}");
        put("application", "Application2", "{\"id\":\"Application2\",\"name\":\"Renamed\"}");
        put(
                "orchestrator",
                "orchestrator-1",
                source("orchestrator", "orchestrator-1").replace("Orchestrator 1", "Orchestrator One"));
        put("user", "user", source("user", "user").replace("COMPONENTS_BROWSER", "COMPONENTS_MANAGER"));
        put("user", "ann", source("user", "admin").replace("\"username\":\"admin\"", "\"username\":\"ann\""));
        put(
                "deployment",
                "running",
                "{\"id\":\"running\",\"sourceName\":\"shop\",\"orchestratorId\":\"orchestrator-1\",\"startDate\":1}");
        put("nodetype", "new-type", "{\"id\":\"new-type\"}");
        Path csar = host.process().alien().resolve("csar");
        Files.write(csar.resolve("new"), new byte[10]);
        Path first;
        try (Stream<Path> files = Files.walk(csar)) {
            first = files.filter(file -> file.toString().endsWith(".yml"))
                    .sorted()
                    .findFirst()
                    .get();
        }
        Files.write(first, new byte[100]);
    }
}
