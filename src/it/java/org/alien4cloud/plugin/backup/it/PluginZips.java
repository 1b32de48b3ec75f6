package org.alien4cloud.plugin.backup.it;

import alien4cloud.utils.FileUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Builds plugin zips for tests. */
public final class PluginZips {
    private PluginZips() {}

    /** A zip of texts, by path. */
    public static Path zip(String name, Map<String, String> texts) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        texts.forEach((path, text) -> contents.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return write(name, contents);
    }

    /** A plugin of one class, which is its configuration, compiled without {@code -parameters}. */
    public static Path compiled(String id, String className, String source) throws IOException {
        Path directory =
                Files.createDirectories(DevHostProcess.target().resolve("it").resolve("compiled-" + id));
        FileUtil.delete(directory);
        Path file = directory.resolve(className.replace('.', '/') + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        String libraries = Files.readString(Paths.get(System.getProperty("devhost.classpath.file")))
                .trim();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "--release",
                        "8",
                        "-g:none",
                        "-proc:none",
                        "-Xlint:-options",
                        "-cp",
                        libraries,
                        file.toString());
        if (result != 0) {
            throw new AssertionError("The source of " + className + " does not compile.");
        }
        Map<String, byte[]> contents = new LinkedHashMap<>();
        String path = className.replace('.', '/') + ".class";
        contents.put(path, Files.readAllBytes(directory.resolve(path)));
        contents.put(
                "META-INF/plugin.yml",
                ("id: " + id + "\nname: " + id + "\nversion: 1.0.0\nconfiguration_class: " + className + "\n")
                        .getBytes(StandardCharsets.UTF_8));
        return write(id, contents);
    }

    /** A plugin that says it is of another version, and is the same otherwise. */
    public static Path ofVersion(Path plugin, String version) throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        try (ZipFile file = new ZipFile(plugin.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                if (!entry.isDirectory()) {
                    contents.put(
                            entry.getName(),
                            file.getInputStream(file.getEntry(entry.getName())).readAllBytes());
                }
            }
        }
        contents.computeIfPresent("META-INF/plugin.yml", (path, text) -> new String(text, StandardCharsets.UTF_8)
                .replaceFirst("(?m)^version: .*$", "version: \"" + version + "\"")
                .getBytes(StandardCharsets.UTF_8));
        return write("version-" + version, contents);
    }

    private static Path write(String name, Map<String, byte[]> contents) throws IOException {
        Path zip =
                Files.createDirectories(DevHostProcess.target().resolve("it")).resolve(name + ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return zip;
    }
}
