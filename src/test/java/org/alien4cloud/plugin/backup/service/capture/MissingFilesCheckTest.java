package org.alien4cloud.plugin.backup.service.capture;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.platform.DataLayout;
import org.elasticsearch.common.bytes.BytesArray;
import org.junit.Test;

public class MissingFilesCheckTest {

    private final MissingFilesCheck check = new MissingFilesCheck(new DataLayout("csar", "artifacts", "images"));

    @Test
    public void namesDocumentsWithoutFiles() {
        show("csar", "a:1", "{\"tags\":[{\"name\":\"x\",\"version\":\"y\"}],\"version\":\"1\",\"name\":\"a\"}");
        show("imagedata", "i", "{\"mime\":\"image/png\"}");
        show("plugin", "p", "{\"descriptor\":{\"pluginPathId\":\"other\"},\"pluginPathId\":\"u\"}");
        show(
                "topology",
                "t",
                "{\"nodeTemplates\":[{\"artifacts\":{\"war\":{\"artifactRepository\":\"alien_repository\",\"x\":{},"
                        + "\"artifactRef\":\"r\"},\"other\":{\"artifactRef\":\"in/archive.sh\",\"artifactRepository\":null},"
                        + "\"http\":{\"artifactRef\":\"h\",\"artifactRepository\":\"http\"}}}]}");

        TreeMap<String, String> expected = new TreeMap<>();
        expected.put("csar/a/1", "csar/a:1");
        expected.put("images/i.png", "imagedata/i");
        expected.put("work/plugins/content/u", "plugin/p");
        expected.put("artifacts/r", "topology/t");
        assertEquals(expected, missing());
        assertEquals(
                new TreeMap<>(),
                missing("artifacts/r", "csar/a/1", "csar/a/1/expanded", "images/i.png", "work/plugins/content/u"));
    }

    @Test
    public void forgetsAnIndexThatIsReadAgain() {
        show("csar", "a:1", "{\"name\":\"a\",\"version\":\"1\"}");
        show("csar", "b:1", "{\"name\":\"b\",\"version\":\"1\"}");
        assertEquals(Collections.singleton("csar/b/1"), missing().keySet());
    }

    @Test
    public void ignoresDocumentsThatNeedNoFile() {
        show("csar", "odd", "{\"name\":{},\"version\":1}");
        show("application", "x", "{\"artifactRef\":\"r\",\"artifactRepository\":\"alien_repository\"}");
        assertEquals(new TreeMap<>(), missing());
    }

    @Test
    public void namesADocumentThatIsNotJson() {
        BackupException failure = assertThrows(BackupException.class, () -> show("topology", "broken", "{\"a\":"));
        assertEquals(true, failure.getMessage().contains("broken"));
    }

    private void show(String index, String id, String json) {
        check.begin(index);
        check.document(id, new BytesArray(json));
    }

    private TreeMap<String, String> missing(String... paths) {
        List<FileEntry> entries = new ArrayList<>();
        for (String path : paths) {
            entries.add(FileEntry.file(path).build());
        }
        return new TreeMap<>(check.missing(entries.iterator()));
    }
}
