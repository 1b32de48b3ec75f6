package org.alien4cloud.plugin.backup.platform;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;

import org.junit.Test;

public class DataLayoutTest {

    private final DataLayout layout = new DataLayout("csar", "artifacts", "images");

    @Test
    public void findsTheItemOfAPath() {
        assertEquals("csar/tosca/1.0", layout.itemOf("csar/tosca/1.0/expanded/types/a.yml"));
        assertEquals("csar/tosca/1.0", layout.itemOf("csar/tosca/1.0"));
        assertEquals("csar/tosca", layout.itemOf("csar/tosca"));
        assertEquals("images/a.png", layout.itemOf("images/a.png"));
        assertEquals("artifacts/7f", layout.itemOf("artifacts/7f"));
        assertEquals("work/plugins/content/u-1", layout.itemOf("work/plugins/content/u-1/lib/x.jar"));
        assertEquals("git/env/deployment_inputs.yml", layout.itemOf("git/env/deployment_inputs.yml"));
        assertEquals("work/plugins/ui/u-1", layout.itemOf("work/plugins/ui/u-1/x.js"));
    }

    @Test
    public void findsNoItemForOtherPaths() {
        for (String path : new String[] {
            "csar",
            "git",
            "git/env/inputs.yml",
            "git/env/.git/HEAD",
            "csarx/a/b",
            "work/plugins",
            "work/yorc/state",
            "images"
        }) {
            assertNull(path, layout.itemOf(path));
        }
    }
}
