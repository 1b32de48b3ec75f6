package org.alien4cloud.tosca.catalog.repository;

import alien4cloud.utils.FileUtil;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The archives' files: {@code csar/<name>/<version>/} with the zip, {@code expanded/} and {@code content.json}. */
@Component
public class CsarFileRepository {
    private final Path root;

    public CsarFileRepository(@Value("${directories.alien}/${directories.csar_repository}") String root) {
        this.root = Paths.get(root).toAbsolutePath();
    }

    public synchronized void store(String name, String version, Path zip) throws IOException {
        Path directory = directory(name, version);
        FileUtil.delete(directory);
        Files.createDirectories(directory);
        Files.copy(zip, zipOf(name, version));
        FileUtil.unzip(zip, expanded(name, version));
        writeContent(directory);
    }

    /** After an edit in place: content.json and the zip are rewritten in place too. */
    public synchronized void updateFromExpanded(String name, String version) throws IOException {
        writeContent(directory(name, version));
        FileUtil.zip(expanded(name, version), zipOf(name, version));
    }

    public synchronized void remove(String name, String version) throws IOException {
        FileUtil.delete(directory(name, version));
        try (Stream<Path> left = Files.exists(root.resolve(name)) ? Files.list(root.resolve(name)) : Stream.empty()) {
            if (left.findAny().isPresent()) {
                return;
            }
        }
        FileUtil.delete(root.resolve(name));
    }

    public Path expanded(String name, String version) {
        return directory(name, version).resolve("expanded");
    }

    public Path zipOf(String name, String version) {
        return directory(name, version).resolve(name + "-" + version + ".csar");
    }

    private Path directory(String name, String version) {
        return root.resolve(name).resolve(version);
    }

    /** Writes {@code content.json}, the tree that A4C's editor shows. */
    public static void writeContent(Path directory) throws IOException {
        Path expanded = directory.resolve("expanded");
        Files.write(directory.resolve("content.json"), new ObjectMapper().writeValueAsBytes(tree(expanded, expanded)));
    }

    private static Map<String, Object> tree(Path top, Path path) throws IOException {
        Map<String, Object> node = new LinkedHashMap<>();
        node.put("name", path.getFileName().toString());
        node.put("fullPath", top.relativize(path).toString());
        node.put("leaf", !Files.isDirectory(path));
        if (Files.isDirectory(path)) {
            List<Object> children = new ArrayList<>();
            try (Stream<Path> list = Files.list(path)) {
                for (Path child : list.filter(
                                each -> !each.getFileName().toString().equals(".git"))
                        .sorted()
                        .collect(Collectors.toList())) {
                    children.add(tree(top, child));
                }
            }
            node.put("children", children);
        }
        return node;
    }
}
