package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.floragunn.searchguard.ssl.SearchGuardSSLPlugin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentType;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Runs the packaged command line with an Elasticsearch that only speaks TLS, with search-guard as in Alien4Cloud. */
public class TlsIT {

    private static final String PASSWORD = "secret-of-the-keystore";
    private static final String TLS = "searchguard.ssl.transport.";
    private static final String TLS_TRANSPORT = "com.floragunn.searchguard.ssl.http.netty.SearchGuardSSLNettyTransport";

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static Path server;
    private static EmbeddedElasticsearch elasticsearch;

    @BeforeClass
    public static void serve() throws Exception {
        server = FOLDER.getRoot().toPath();
        Files.createDirectories(server.resolve(".alien/artifacts"));
        Files.writeString(server.resolve(".alien/artifacts/a"), "a");
        for (String who : new String[] {"node", "stranger"}) {
            String store = server.resolve(who + ".jks").toString();
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "RSA",
                    "-alias",
                    who,
                    "-dname",
                    "CN=" + who,
                    "-ext",
                    "SAN=dns:localhost,ip:127.0.0.1",
                    "-keystore",
                    store);
            keytool(
                    "-exportcert",
                    "-alias",
                    who,
                    "-keystore",
                    store,
                    "-file",
                    server.resolve(who + ".cer").toString());
        }
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "node",
                "-file",
                server.resolve("node.cer").toString(),
                "-keystore",
                server.resolve("trusted.jks").toString());
        elasticsearch = EmbeddedElasticsearch.start(
                server,
                Settings.builder()
                        .put("transport.type", TLS_TRANSPORT)
                        .put(TLS + "enabled", true)
                        .put(
                                TLS + "keystore_filepath",
                                server.resolve("node.jks").toString())
                        .put(TLS + "keystore_password", PASSWORD)
                        .put(
                                TLS + "truststore_filepath",
                                server.resolve("trusted.jks").toString())
                        .put(TLS + "truststore_password", PASSWORD)
                        .build(),
                Collections.singletonList(SearchGuardSSLPlugin.class));
        elasticsearch
                .nodeClient()
                .prepareIndex("csar", "_doc", "1")
                .setSource("{\"id\":\"1\"}", XContentType.JSON)
                .get();
    }

    @AfterClass
    public static void end() {
        elasticsearch.close();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Paths.get(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(Arrays.asList("-storetype", "JKS", "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(Arrays.asList("-keypass", PASSWORD));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(printed, 0, process.waitFor());
    }

    private static CommandLineProcess cli(String tls) {
        Path configuration = CommandLineProcess.configure(
                server,
                server.resolve("backups"),
                server,
                "elasticSearch:\n  client: true\n"
                        + "  transportClient: true\n  hosts: " + elasticsearch.address() + "\n  clusterName: "
                        + elasticsearch.nodeClient().settings().get("cluster.name") + "\n" + tls);
        return CommandLineProcess.with("--alien-config", configuration.toString());
    }

    private static String tls(String keystore) {
        return "searchguard:\n  ssl:\n    transport:\n      enabled: true\n      keystore_filepath: "
                + server.resolve(keystore) + "\n      keystore_password: " + PASSWORD + "\n      truststore_filepath: "
                + server.resolve("trusted.jks") + "\n      truststore_password: " + PASSWORD + "\n";
    }

    @Test
    public void reachesElasticsearchAsAlien4CloudIsConfigured() {
        CommandLineProcess.Result made =
                cli(tls("node.jks")).run("backup", "safe", "--engine", "export").expect(0);
        assertFalse(made.err, made.err.contains("WARN"));
        assertEquals(
                1,
                cli(tls("node.jks"))
                        .json(0, "show", "safe")
                        .path("backup")
                        .path("documents")
                        .asInt());
    }

    @Test
    public void namesTlsAsTheCause() throws IOException {
        Files.writeString(server.resolve("broken.jks"), "broken");
        for (String tls : new String[] {"", tls("stranger.jks"), tls("missing.jks"), tls("broken.jks")}) {
            CommandLineProcess.Result result = cli(tls).run("backup", "none").expect(1);
            assertTrue(result.err, result.err.contains("searchguard.ssl.transport"));
            assertFalse(result.err, result.err.contains(PASSWORD));
            assertEquals("one line: " + result.err, 1, result.err.trim().split("\n").length);
        }
    }
}
