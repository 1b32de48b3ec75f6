package org.alien4cloud.devhost;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the few calls of the demo, as a person would with curl. */
final class DemoClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final String base;

    DemoClient(String base) {
        this.base = base;
        CookieHandler.setDefault(new CookieManager());
    }

    void login(String user, String password) throws IOException {
        send(
                "POST",
                "/login",
                "application/x-www-form-urlencoded",
                ("username=" + user + "&password=" + password).getBytes(StandardCharsets.UTF_8));
    }

    String post(String path, String json) throws IOException {
        return send("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    void delete(String path) throws IOException {
        send("DELETE", path, null, null);
    }

    void upload(String path, Path file) throws IOException {
        String boundary = "----demo";
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + file.getFileName() + "\"\r\nContent-Type: application/zip\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(Files.readAllBytes(file));
        body.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        String answer = send("POST", path, "multipart/form-data; boundary=" + boundary, body.toByteArray());
        if (!JSON.readTree(answer).path("error").isNull()) {
            throw new IOException("Upload of " + file + ": " + answer);
        }
    }

    /** Null while the server answers, but not with this. */
    String getOrNull(String path) throws IOException {
        HttpURLConnection connection = open("GET", path);
        return connection.getResponseCode() == 200 ? read(connection.getInputStream()) : null;
    }

    /** A field of an answer's data, as text. */
    static String field(String answer, String name) throws IOException {
        return JSON.readTree(answer).path("data").path(name).asText();
    }

    private String send(String method, String path, String contentType, byte[] body) throws IOException {
        HttpURLConnection connection = open(method, path);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", contentType);
            connection.getOutputStream().write(body);
        }
        int status = connection.getResponseCode();
        String answer = read(status < 400 ? connection.getInputStream() : connection.getErrorStream());
        if (status >= 400) {
            throw new IOException(method + " " + path + ": " + status + " " + answer);
        }
        return answer;
    }

    private HttpURLConnection open(String method, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(base + path).openConnection();
        connection.setRequestMethod(method);
        return connection;
    }

    private static String read(InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
        }
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
