package org.alien4cloud.plugin.backup.impact;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

public class ImpactDigestTest {

    @Test
    public void ignoresTheOrderOfItems() {
        ImpactCalculator calculator = new ImpactCalculator("ann", null);
        ImpactCalculator other = new ImpactCalculator("ann", null);
        for (int i = 0; i < 50; i++) {
            calculator.add(WarningType.USERS, "user " + i);
            other.add(WarningType.USERS, "user " + (49 - i));
        }
        String digest = calculator.digest("b");
        assertTrue(digest, digest.matches("[0-9a-f]{16}"));
        assertEquals(digest, other.digest("b"));
        assertFalse(digest.equals(other.digest("c")));
        other.add(WarningType.SPACE, "17 bytes");
        assertEquals("free space changes each moment", digest, other.digest("b"));
        other.add(WarningType.USERS, "one of those that are only counted");
        assertFalse(digest.equals(other.digest("b")));
    }
}
