package org.alien4cloud.devhost;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the command line: a few short names for A4C's configuration keys; any other {@code --key=value} is a
 * configuration key itself.
 */
final class DevHostOptions {
    private static final Map<String, String> KEYS = new LinkedHashMap<>();

    static {
        KEYS.put("port", "server.port");
        KEYS.put("shards", "elasticSearch.shard_count");
        KEYS.put("path-repo", "elasticSearch.path_repo");
        KEYS.put("init", "directories.alien_init");
        KEYS.put("es-http-port", "elasticSearch.http_port");
        KEYS.put("es-transport-port", "elasticSearch.transport_port");
        for (String sample : new String[] {"sample", "sample-files", "sample-documents", "sample-seed"}) {
            KEYS.put(sample, "devhost." + sample);
        }
    }

    private final Path data;
    private final List<String> springArguments = new ArrayList<>();

    private DevHostOptions(Path data) {
        this.data = data;
    }

    /** @throws IllegalArgumentException when an argument is not {@code --key=value} or {@code --data} is missing */
    static DevHostOptions parse(String... arguments) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 0) {
                throw new IllegalArgumentException("Not understood: " + argument + ". Give --key=value.");
            }
            given.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        String data = given.remove("data");
        if (data == null) {
            throw new IllegalArgumentException("Give --data=<directory>: everything is kept there.");
        }
        DevHostOptions options =
                new DevHostOptions(Paths.get(data).toAbsolutePath().normalize());
        if (Files.exists(options.data.resolve(".alien"))) {
            given.remove("sample");
        }
        options.springArguments.add("--devhost.data=" + options.data);
        given.forEach((key, value) -> options.springArguments.add("--" + KEYS.getOrDefault(key, key) + "=" + value));
        return options;
    }

    Path data() {
        return data;
    }

    String[] springArguments() {
        return springArguments.toArray(new String[0]);
    }
}
