package org.alien4cloud.plugin.backup.files;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.FileEntry.Type;
import org.junit.Test;

public class ListComparisonTest {

    @Test
    public void shouldNameWhatCameWentAndChanged() {
        List<FileEntry> one = Arrays.asList(directory("a"), file("a/changed", "1"), file("a/gone", "1"), file("a/same", "1"), link("l", "x"),
                directory("was-directory"));
        List<FileEntry> other = Arrays.asList(directory("a"), file("a/changed", "2"), file("a/new", "1"), file("a/same", "1"), link("l", "y"),
                file("was-directory", "1"), file("z", "1"));
        assertEquals(Arrays.asList("a/changed", "a/gone", "a/new", "l", "was-directory", "z"), differences(one, other));
    }

    @Test
    public void shouldNameAFileThatWasWrittenWithTheContentThatItHad() {
        FileEntry before = new FileEntry("a", Type.FILE, 1, 5, 0644, "u", "g", "1", null, 7, 8);
        FileEntry after = new FileEntry("a", Type.FILE, 1, 9, 0644, "u", "g", "1", null, 10, 8);
        assertEquals(Collections.singletonList("a"), differences(Collections.singletonList(before), Collections.singletonList(after)));
    }

    @Test
    public void shouldTakeADirectoryForTheSameWhateverItsTimesAndMode() {
        FileEntry before = new FileEntry("a", Type.DIRECTORY, 0, 5, 0755, "u", "g", null, null, 7, 8);
        FileEntry after = new FileEntry("a", Type.DIRECTORY, 0, 9, 0700, "u", "g", null, null, 10, 8);
        assertEquals(Collections.emptyList(), differences(Collections.singletonList(before), Collections.singletonList(after)));
        assertEquals(Collections.emptyList(), differences(Collections.emptyList(), Collections.emptyList()));
    }

    private static List<String> differences(List<FileEntry> one, List<FileEntry> other) {
        List<String> paths = new ArrayList<>();
        ListComparison.forEachDifference(one.iterator(), other.iterator(), paths::add);
        return paths;
    }

    private static FileEntry file(String path, String sha256) {
        return new FileEntry(path, Type.FILE, 1, 0, 0, null, null, sha256, null, 0, 0);
    }

    private static FileEntry directory(String path) {
        return new FileEntry(path, Type.DIRECTORY, 0, 0, 0, null, null, null, null, 0, 0);
    }

    private static FileEntry link(String path, String target) {
        return new FileEntry(path, Type.LINK, 0, 0, 0, null, null, null, target, 0, 0);
    }
}
