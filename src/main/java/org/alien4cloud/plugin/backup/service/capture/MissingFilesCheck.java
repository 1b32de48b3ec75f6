package org.alien4cloud.plugin.backup.service.capture;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.elasticsearch.DocumentVisitor;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.platform.DataLayout;
import org.elasticsearch.common.bytes.BytesReference;

/**
 * Finds documents of a backup whose files are missing. Archives, images and plugins need their files, and topologies
 * the artifacts that they name. Files without documents are harmless, so they are not reported.
 */
final class MissingFilesCheck implements DocumentVisitor {

    /** Indices of topologies: their documents may name artifacts that were uploaded. */
    private static final Set<String> TOPOLOGIES =
            new HashSet<>(Arrays.asList("topology", "deploymenttopology", "deploymentunprocessedtopology"));
    /** Indices whose documents have files of their own. */
    private static final Set<String> STORED_APART = new HashSet<>(Arrays.asList("csar", "imagedata", "plugin"));
    /** The name of Alien4Cloud's own repository of artifacts. */
    private static final String OWN_REPOSITORY = "alien_repository";

    private static final JsonFactory JSON = new JsonFactory();

    private final DataLayout layout;
    /** Per index: path to the document that needs it. */
    private final Map<String, Map<String, String>> needed = new HashMap<>();

    private String index;

    MissingFilesCheck(DataLayout layout) {
        this.layout = layout;
    }

    @Override
    public boolean wants(String name) {
        return STORED_APART.contains(name) || TOPOLOGIES.contains(name);
    }

    @Override
    public void begin(String next) {
        index = next;
        needed.put(next, new HashMap<>());
    }

    @Override
    public void document(String id, BytesReference source) {
        try {
            switch (index) {
                case "csar":
                    Map<String, String> archive = fields(source, "name", "version");
                    if (archive.size() == 2) {
                        need(layout.archive(archive.get("name"), archive.get("version")), id);
                    }
                    break;
                case "imagedata":
                    need(layout.image(id), id);
                    break;
                case "plugin":
                    Map<String, String> plugin = fields(source, "pluginPathId");
                    if (!plugin.isEmpty()) {
                        need(layout.plugin(plugin.get("pluginPathId")), id);
                    }
                    break;
                default:
                    if (TOPOLOGIES.contains(index)) {
                        artifacts(id, source);
                    }
            }
        } catch (IOException e) {
            throw new BackupException(
                    Kind.ELASTICSEARCH, "Document " + id + " of index " + index + " is not JSON: " + e.getMessage(), e);
        }
    }

    private void need(String path, String id) {
        needed.get(index).put(path, id);
    }

    /** Returns the top-level text fields of a document that have one of the names. */
    private static Map<String, String> fields(BytesReference source, String... names) throws IOException {
        Set<String> wanted = new HashSet<>(Arrays.asList(names));
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = JSON.createParser(source.streamInput())) {
            parser.nextToken();
            while (found.size() < wanted.size() && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.getCurrentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING && wanted.contains(name)) {
                    found.put(name, parser.getText());
                }
                parser.skipChildren();
            }
        }
        return found;
    }

    /**
     * Requires the file of each object in the document that has both an {@code artifactRef} and Alien4Cloud's own
     * {@code artifactRepository}.
     */
    private void artifacts(String id, BytesReference source) throws IOException {
        Deque<String[]> open = new ArrayDeque<>();
        try (JsonParser parser = JSON.createParser(source.streamInput())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    open.push(new String[2]);
                } else if (token == JsonToken.END_OBJECT) {
                    String[] artifact = open.pop();
                    if (artifact[0] != null && OWN_REPOSITORY.equals(artifact[1])) {
                        need(layout.artifact(artifact[0]), id);
                    }
                } else if (token == JsonToken.VALUE_STRING && "artifactRef".equals(parser.getCurrentName())) {
                    open.peek()[0] = parser.getText();
                } else if (token == JsonToken.VALUE_STRING && "artifactRepository".equals(parser.getCurrentName())) {
                    open.peek()[1] = parser.getText();
                }
            }
        }
    }

    /**
     * Returns the needed files that are not in the list.
     *
     * @param entries of the backup
     * @return path to {@code <index>/<id>} of a document that needs it
     */
    SortedMap<String, String> missing(Iterator<FileEntry> entries) {
        SortedMap<String, String> missing = new TreeMap<>();
        needed.forEach((name, paths) -> paths.forEach((path, id) -> missing.put(path, name + '/' + id)));
        while (!missing.isEmpty() && entries.hasNext()) {
            missing.remove(entries.next().path());
        }
        return missing;
    }
}
