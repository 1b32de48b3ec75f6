package org.alien4cloud.plugin.backup.it;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** Stands between a browser and the server as a reverse proxy, and fails the calls that a test names. */
final class FailingProxy implements AutoCloseable {

    private static final Set<String> NOT_PASSED_ON =
            Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "expect", "accept-encoding");
    private static final byte[] PAGE =
            "<html><body><h1>The proxy is in trouble</h1></body></html>".getBytes(StandardCharsets.UTF_8);

    private record Failure(Pattern call, int status) {}

    private record Hold(Pattern call, CountDownLatch end) {}

    private final URI target;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile Failure failure;
    private volatile Hold hold;

    private FailingProxy(URI target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static FailingProxy before(URI target) throws IOException {
        return new FailingProxy(target);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on, calls whose method and address below /rest/latest/ match are not passed on. */
    void fail(String call, int status) {
        failure = new Failure(Pattern.compile(call), status);
    }

    /** From now on, calls that match are passed on when the proxy is healed. */
    void hold(String call) {
        hold = new Hold(Pattern.compile(call), new CountDownLatch(1));
    }

    void heal() {
        failure = null;
        Hold held = hold;
        hold = null;
        if (held != null) {
            held.end.countDown();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Failure now = failure;
            String call = exchange.getRequestMethod()
                    + ' '
                    + exchange.getRequestURI().toString().replaceFirst("^/rest/latest/", "");
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (now != null && now.call.matcher(call).matches()) {
                exchange.getResponseHeaders().set("Content-Type", "text/html");
                exchange.sendResponseHeaders(now.status, PAGE.length);
                exchange.getResponseBody().write(PAGE);
            } else {
                awaitEndOfHold(call);
                passOn(exchange, body);
            }
        }
    }

    private void awaitEndOfHold(String call) throws IOException {
        Hold held = hold;
        if (held != null && held.call.matcher(call).matches()) {
            try {
                held.end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    private void passOn(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(target + exchange.getRequestURI().toString()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase())) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name.toLowerCase())) {
                    values.forEach(value -> exchange.getResponseHeaders()
                            .add(name, value.replace(target.toString(), url().toString())));
                }
            });
            boolean empty = response.body().length == 0;
            exchange.sendResponseHeaders(response.statusCode(), empty ? -1 : response.body().length);
            if (!empty) {
                exchange.getResponseBody().write(response.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
