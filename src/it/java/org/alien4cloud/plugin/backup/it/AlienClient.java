package org.alien4cloud.plugin.backup.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Calls Alien4Cloud's REST services: anonymously until {@link #login}, then with the session's cookie. */
public final class AlienClient {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final URI base;
    private final HttpClient http;

    public AlienClient(URI base) {
        this.base = base;
        this.http = HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** @throws AssertionError when the server does not know the user by that password */
    public AlienClient login(String user, String password) {
        String form = "username=" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
        Answer answer = send(request("/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
        if (!answer.data().path("isLogged").asBoolean()) {
            throw new AssertionError("Login of " + user + ": " + answer);
        }
        return this;
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Posts without a body. */
    public Answer post(String path) {
        return send(request(path).POST(BodyPublishers.noBody()));
    }

    /** Posts JSON: a string as it is, anything else by Jackson. */
    public Answer post(String path, Object json) {
        return send("POST", path, json);
    }

    /** Any method, with JSON, or without a body when it is null. */
    public Answer send(String method, String path, Object json) {
        if (json == null) {
            return send(request(path).method(method, BodyPublishers.noBody()));
        }
        try {
            String text = json instanceof String ? (String) json : MAPPER.writeValueAsString(json);
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(text)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts bytes. */
    public Answer put(String path, byte[] bytes) {
        return send(request(path)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(bytes)));
    }

    /** Uploads a file as the multipart field {@code file}, streamed, with the header that A4C's own page sends. */
    public Answer upload(String path, Path file) {
        return upload(path, file, Map.of());
    }

    /** The same with more headers. */
    public Answer upload(String path, Path file, Map<String, String> headers) {
        String boundary = "----devhost" + System.nanoTime();
        try {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            head.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                            + file.getFileName() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            BodyPublisher body = BodyPublishers.concat(
                    BodyPublishers.ofByteArray(head.toByteArray()),
                    BodyPublishers.ofFile(file),
                    BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
            HttpRequest.Builder request = request(path)
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .header("A4C-Agent", "test");
            headers.forEach(request::header);
            return send(request.POST(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Downloads into a file; the answer's body is empty. */
    public Answer download(String path, Path target) {
        try {
            Files.createDirectories(target.toAbsolutePath().getParent());
            return new Answer(
                    http.send(request(path).GET().build(), BodyHandlers.ofFile(target))
                            .statusCode(),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A download that is read as slowly as the caller likes, and cut when it is closed before its end. */
    public InputStream stream(String path) {
        try {
            HttpResponse<InputStream> response = http.send(request(path).GET().build(), BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError("GET " + path + ": " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The path goes out as it is given: encode what must be encoded. */
    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What came back. */
    public record Answer(int status, String body) {

        /** The body as JSON; a missing node when it is none. */
        public JsonNode json() {
            try {
                JsonNode json = MAPPER.readTree(body);
                return json == null ? MissingNode.getInstance() : json;
            } catch (IOException e) {
                return MissingNode.getInstance();
            }
        }

        /** The {@code data} of A4C's form of answers; a missing or null node when there is none. */
        public JsonNode data() {
            return json().path("data");
        }

        /** The error's code; -1 when there is no error. */
        public int errorCode() {
            return json().path("error").path("code").asInt(-1);
        }

        public String errorMessage() {
            return json().path("error").path("message").asText("");
        }

        /** This answer, when its status is the expected one. @throws AssertionError otherwise */
        public Answer expect(int expected) {
            if (status != expected) {
                throw new AssertionError("Expected status " + expected + ", got " + this);
            }
            return this;
        }
    }
}
