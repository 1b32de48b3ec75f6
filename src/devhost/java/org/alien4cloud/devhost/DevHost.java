package org.alien4cloud.devhost;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.alien4cloud.bootstrap.Bootstrap;
import org.alien4cloud.devhost.sample.SampleOnFirstStart;
import org.elasticsearch.mapping.ElasticSearchClient;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.embedded.EmbeddedWebApplicationContext;

/**
 * Runs a small A4C to develop and test the plugin on. It loads the packaged zip the way A4C does, with A4C's contexts,
 * class loaders, indices, filters and traps. Listens on 127.0.0.1 only. When it is up it prints one line and writes
 * {@code <data>/devhost.port} (and {@code devhost.es-port}, for transport clients).
 */
public final class DevHost {
    private DevHost() {}

    public static void main(String[] arguments) throws IOException {
        DevHostOptions options;
        try {
            options = DevHostOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        // As A4C's Bootstrap sets them; the file alien4cloud-config.yml is found by this name.
        System.setProperty("spring.config.name", "alien4cloud-config");
        System.setProperty("security.basic.enabled", "false");
        System.setProperty("spring.http.multipart.enabled", "false");
        Files.createDirectories(options.data());
        Files.deleteIfExists(options.data().resolve("devhost.port"));
        try {
            start(options);
        } catch (RuntimeException e) {
            System.err.println("Dev host does not start: " + rootCause(e));
            System.exit(1);
        }
    }

    private static void start(DevHostOptions options) throws IOException {
        SpringApplication application =
                new SpringApplication(Bootstrap.class, SampleOnFirstStart.class, LeaderHold.class);
        application.setBannerMode(Banner.Mode.OFF);
        EmbeddedWebApplicationContext context =
                (EmbeddedWebApplicationContext) application.run(options.springArguments());
        int port = context.getEmbeddedServletContainer().getPort();
        write(
                options.data().resolve("devhost.es-port"),
                context.getBean(ElasticSearchClient.class).transportPort());
        write(options.data().resolve("devhost.port"), port);
        System.out.println("Dev host is up: http://127.0.0.1:" + port);
        if (Boolean.getBoolean("devhost.ends-when-up")) {
            System.exit(0);
        }
    }

    private static void write(Path file, int port) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.write(written, String.valueOf(port).getBytes(StandardCharsets.US_ASCII));
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Throwable rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
