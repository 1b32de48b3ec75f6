package org.alien4cloud.plugin.backup.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.alien4cloud.plugin.backup.model.FileEntry;
import org.alien4cloud.plugin.backup.model.Progress;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ListComparisonTest {

    /** A time so long after these tests write that file times can be trusted. */
    private static final long LATER = System.currentTimeMillis() + 1_000_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void namesAddedRemovedAndChangedPaths() {
        List<FileEntry> one = Arrays.asList(
                directory("a"),
                file("a/changed", "1"),
                file("a/gone", "1"),
                file("a/same", "1"),
                link("l", "x"),
                directory("was-directory"));
        List<FileEntry> other = Arrays.asList(
                directory("a"),
                file("a/changed", "2"),
                file("a/new", "1"),
                file("a/same", "1"),
                link("l", "y"),
                file("was-directory", "1"),
                file("z", "1"));
        assertEquals(Arrays.asList("a/changed", "a/gone", "a/new", "l", "was-directory", "z"), differences(one, other));
    }

    @Test
    public void reportsFileRewrittenWithSameContent() {
        FileEntry before = FileEntry.file("a")
                .size(1)
                .mtime(5)
                .mode(0644)
                .owner("u")
                .group("g")
                .sha256("1")
                .ctime(7)
                .inode(8)
                .build();
        FileEntry after = before.toBuilder().mtime(9).ctime(10).build();
        assertEquals(
                Collections.singletonList("a"),
                differences(Collections.singletonList(before), Collections.singletonList(after)));
    }

    @Test
    public void ignoresTimesAndModeOfDirectories() {
        FileEntry before = FileEntry.directory("a")
                .mtime(5)
                .mode(0755)
                .owner("u")
                .group("g")
                .ctime(7)
                .inode(8)
                .build();
        FileEntry after = before.toBuilder().mtime(9).mode(0700).ctime(10).build();
        assertEquals(
                Collections.emptyList(),
                differences(Collections.singletonList(before), Collections.singletonList(after)));
        assertEquals(Collections.emptyList(), differences(Collections.emptyList(), Collections.emptyList()));
    }

    @Test
    public void namesFilesWrittenInPeriod() {
        List<String> paths = new ArrayList<>();
        ListComparison.forEachWritten(
                Arrays.asList(
                                changedAt("before", 9),
                                changedAt("first", 10),
                                changedAt("last", 20),
                                changedAt("after", 21))
                        .iterator(),
                10,
                20,
                paths::add);
        assertEquals(Arrays.asList("first", "last"), paths);
    }

    private static FileEntry changedAt(String path, long millis) {
        return FileEntry.file(path)
                .size(1)
                .mode(0644)
                .owner("u")
                .group("g")
                .sha256("1")
                .ctime(TimeUnit.MILLISECONDS.toNanos(millis) + 999_999)
                .inode(8)
                .build();
    }

    @Test
    public void recognizesUnchangedDirectory() throws IOException {
        List<FileEntry> list = listed();
        assertTrue(isStillSo(list, LATER));
        assertFalse(
                "written within a tick of the scan's clock, so who knows",
                isStillSo(
                        list,
                        Files.getLastModifiedTime(folder.getRoot().toPath().resolve("a/file"))
                                .toMillis()));
        assertFalse("one less is listed", isStillSo(list.subList(0, list.size() - 1), LATER));
    }

    @Test
    public void detectsChangedDirectory() throws IOException {
        List<FileEntry> list = listed();
        Files.write(folder.getRoot().toPath().resolve("a/file"), new byte[] {2});
        assertFalse("changed", isStillSo(list, LATER));
        list = listed();
        Files.write(folder.getRoot().toPath().resolve("a/new"), new byte[0]);
        assertFalse("came", isStillSo(list, LATER));
        list = listed();
        Files.delete(folder.getRoot().toPath().resolve("z"));
        assertFalse("went, the last of the list", isStillSo(list, LATER));
        list = listed();
        Files.setLastModifiedTime(folder.getRoot().toPath().resolve("a"), FileTime.fromMillis(1));
        assertFalse("another time", isStillSo(list, LATER));
    }

    private List<FileEntry> listed() throws IOException {
        Path root = folder.getRoot().toPath();
        Files.createDirectories(root.resolve("a"));
        Files.write(root.resolve("a/file"), new byte[] {1});
        Files.write(root.resolve("z"), new byte[] {1});
        List<FileEntry> list = new ArrayList<>();
        new TreeScanner(Progress.NONE).scan(tree(), list::add);
        return list;
    }

    private boolean isStillSo(List<FileEntry> list, long scanStartedAt) throws IOException {
        return ListComparison.isStillSo(tree(), list.iterator(), scanStartedAt, Progress.NONE);
    }

    private DataTree tree() throws IOException {
        return new DataTree(folder.getRoot().toPath().toRealPath(), Collections.emptyList());
    }

    private static List<String> differences(List<FileEntry> one, List<FileEntry> other) {
        List<String> paths = new ArrayList<>();
        ListComparison.forEachDifference(one.iterator(), other.iterator(), paths::add);
        return paths;
    }

    private static FileEntry file(String path, String sha256) {
        return FileEntry.file(path).size(1).sha256(sha256).build();
    }

    private static FileEntry directory(String path) {
        return FileEntry.directory(path).build();
    }

    private static FileEntry link(String path, String target) {
        return FileEntry.link(path, target).build();
    }
}
