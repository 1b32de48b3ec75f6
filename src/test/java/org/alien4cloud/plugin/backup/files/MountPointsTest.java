package org.alien4cloud.plugin.backup.files;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MountPointsTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void readsAPathOfAnyBytesFromTheKernelsList() {
        assertEquals(
                "/opt/alien",
                MountPoints.path(
                        "36 35 98:0 /mnt1 /opt/alien rw,noatime master:1 - ext3 /dev/root rw,errors=continue"));
        assertEquals("/a b\\c\td", MountPoints.path("36 35 98:0 / /a\\040b\\134c\\011d rw - ext3 /dev/root rw"));
        assertEquals("/\u00fc\udcff", MountPoints.path("36 35 98:0 / /\u00c3\u00bc\u00ff rw - ext3 /dev/root rw"));
    }

    @Test
    public void distinguishesMountPoints() throws IOException {
        Path directory = folder.getRoot().toPath().toRealPath();
        Path file = Files.createFile(directory.resolve("file"));
        MountPoints mounts = new MountPoints(Collections.singleton(file.toString()));
        assertTrue(mounts.contains(file));
        assertFalse(mounts.contains(directory));
        assertFalse(mounts.contains(directory.resolve("not there")));
        Path proc = Paths.get("/proc");
        assertEquals("by its device", Files.isDirectory(proc), mounts.contains(proc));
        assertEquals("by the list", Files.isDirectory(proc), MountPoints.now().contains(proc));
    }
}
