package org.alien4cloud.plugin.backup.service.schedule;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.model.Consistency;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.model.Phase;
import org.alien4cloud.plugin.backup.service.DirectoryServer;
import org.alien4cloud.plugin.backup.service.capture.CreateBackupRequest;
import org.alien4cloud.plugin.backup.service.policy.NotificationSettings;
import org.alien4cloud.plugin.backup.service.policy.Settings;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is told to an address, which may be as bad as it likes. */
public class NotifierTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch refused = new CountDownLatch(1);
    /** What each end waits for before the notifier hears of it. */
    private volatile CountDownLatch slow = new CountDownLatch(0);

    private HttpServer http;
    private DirectoryServer server;
    private Notifier notifier;

    @Before
    public void prepareServer() throws IOException {
        Path directory = folder.getRoot().toPath().toRealPath();
        DirectoryServer.make(directory);
        Files.write(directory.resolve("alien/file"), new byte[100]);
        server = new DirectoryServer(directory);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/takes", exchange -> {
            received.add(request(exchange));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        http.createContext("/refusesOnce", exchange -> {
            boolean taken = refused.getCount() == 0;
            if (taken) {
                received.add(request(exchange));
            }
            exchange.sendResponseHeaders(taken ? 200 : 503, -1);
            exchange.close();
            refused.countDown();
        });
        http.createContext("/hangs", exchange -> {
            received.add("hanging");
            await(hanging);
            exchange.close();
        });
        http.start();
        server.runner().addListener(operation -> await(slow));
        notifier = new Notifier(server.settings(Clock.systemUTC()), server.runner());
        notifier.start();
    }

    @After
    public void stop() {
        hanging.countDown();
        http.stop(0);
    }

    private static String request(HttpExchange exchange) throws IOException {
        return exchange.getRequestURI() + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue("not within 30 s", latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void tellTo(String path) {
        tellTo(http.getAddress().getPort(), path);
    }

    private void tellTo(int port, String path) {
        server.set(
                new Settings(null, null, new NotificationSettings("http://127.0.0.1:" + port + path, null, 0), null));
    }

    private String received() throws InterruptedException {
        String body = received.poll(30, TimeUnit.SECONDS);
        assertNotNull("nothing was told", body);
        return body;
    }

    @Test
    public void keepsNoOperationWaiting() throws Exception {
        tellTo("/hangs");
        DirectoryServer.requireSuccess(server.backUp("first"));
        assertEquals("hanging", received());
        DirectoryServer.requireSuccess(server.backUp("second"));
        DirectoryServer.requireSuccess(server.delete("first"));
        assertEquals("no answer has come meanwhile", 1, hanging.getCount());
    }

    @Test
    public void abortsWhenAnswersComeByteByByte() throws Exception {
        CountDownLatch brokenOff = new CountDownLatch(1);
        try (ServerSocket drips = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread dripping = new Thread(() -> {
                try (Socket connection = drips.accept();
                        OutputStream out = connection.getOutputStream()) {
                    out.write("HTTP/1.1 200 OK\r\nX-Never: ".getBytes(StandardCharsets.US_ASCII));
                    while (!brokenOff.await(10, TimeUnit.MILLISECONDS)) {
                        out.write('.');
                        out.flush();
                    }
                } catch (IOException e) {
                    brokenOff.countDown();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            dripping.start();
            tellTo(drips.getLocalPort(), "/");
            new Notifier(
                            server.settings(Clock.systemUTC()),
                            server.runner(),
                            server.runner()::spawn,
                            Duration.ofMillis(200))
                    .report("EVENT", "it");
            await(brokenOff);
            dripping.join();
        }
    }

    @Test
    public void reportsAVerificationThatFoundDamage() throws Exception {
        server.backUp("damaged");
        Files.write(folder.getRoot().toPath().resolve("backups/backups/damaged/documents/user.gz"), new byte[1]);
        tellTo("/takes");
        server.verify("damaged");
        String body = received();
        assertTrue(body, body.contains("\"event\":\"VERIFY_FAILED\"") && body.contains("documents/user.gz"));
    }

    @Test
    public void usesTheAddressOfThatTime() throws Exception {
        tellTo("/takes/then");
        slow = new CountDownLatch(1);
        Operation begun = server.backups()
                .create(new CreateBackupRequest(BackupName.of("first"), null, null, Consistency.LIVE, false), "ann");
        while (server.operations().find(begun.id()).get().running()) {
            Thread.yield();
        }
        tellTo("/takes/now");
        slow.countDown();
        String body = received();
        assertTrue(body, body.startsWith("/takes/then ") && body.contains("\"event\":\"BACKUP_SUCCEEDED\""));
        DirectoryServer.requireSuccess(server.delete("first"));
        String next = received();
        assertTrue(next, next.startsWith("/takes/now ") && next.contains("\"event\":\"DELETE_SUCCEEDED\""));
    }

    @Test
    public void retriesInOrderWhenRefused() throws Exception {
        tellTo("/refusesOnce");
        notifier.report("FIRST", "the first one");
        await(refused);
        tellTo("/takes");
        notifier.report("SECOND", "the second one");
        String first = received();
        assertTrue(first, first.startsWith("/refusesOnce ") && first.contains("\"event\":\"FIRST\""));
        String second = received();
        assertTrue(second, second.startsWith("/takes ") && second.contains("\"event\":\"SECOND\""));
    }

    @Test
    public void sendsWaitingEventsOnceThereIsAThread() throws Exception {
        tellTo("/takes");
        for (String lacking : new String[] {"backup-notification", "backup-notification-limit"}) {
            AtomicBoolean none = new AtomicBoolean(true);
            Notifier starved = new Notifier(
                    server.settings(Clock.systemUTC()),
                    server.runner(),
                    (name, task) -> {
                        if (name.equals(lacking) && none.getAndSet(false)) {
                            throw new OutOfMemoryError("unable to create native thread");
                        }
                        server.runner().spawn(name, task);
                    },
                    Duration.ofSeconds(30));
            starved.report("FIRST", "the first one");
            starved.report("SECOND", "the second one");
            String first = received();
            assertTrue(lacking + ": " + first, first.contains("\"event\":\"FIRST\""));
            String second = received();
            assertTrue(lacking + ": " + second, second.contains("\"event\":\"SECOND\""));
        }
    }

    @Test
    public void reportsAnInterruptedRestoreOnceAndInOrder() throws Exception {
        tellTo("/refusesOnce");
        notifier.started(restore("20260101-000000000-0000", 1));
        notifier.started(restore("20260101-000000000-0000", 1));
        notifier.started(restore("20260101-000000000-0001", System.currentTimeMillis()));
        notifier.report("LAST", "the last one");
        String body = received();
        assertTrue(
                body,
                body.contains("\"event\":\"RESTORE_UNFINISHED\"")
                        && body.contains("in the middle of a restore of before"));
        String last = received();
        assertTrue(last, last.contains("\"event\":\"LAST\"") && last.contains("\"message\":\"the last one\""));
        assertFalse("it is about no operation", last.contains("\"operation\""));
    }

    private static Operation restore(String id, long startedAt) {
        return Operation.builder(id, OperationKind.RESTORE)
                .backup(BackupName.of("before"))
                .phase(Phase.APPLYING)
                .percent(70)
                .startedAt(startedAt)
                .user("ann")
                .build();
    }
}
