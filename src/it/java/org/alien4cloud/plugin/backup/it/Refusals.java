package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

/** Checks that an answer refuses a call in the plugin's own form. */
final class Refusals {

    private Refusals() {}

    /** Asserts the status, a message for people, an error code, and that no stack trace is sent. */
    static void assertRefused(AlienClient.Answer answer, int status) {
        assertEquals(answer.toString(), status, answer.status());
        assertTrue("a message for a person: " + answer, answer.errorMessage().length() > 10);
        assertTrue("never code 0, which the page takes for maintenance: " + answer, answer.errorCode() > 0);
        assertNoStackTrace(answer);
    }

    static void assertNoStackTrace(AlienClient.Answer answer) {
        assertFalse(
                answer.toString(),
                answer.body().contains("\\tat ")
                        || answer.body().contains(".java:")
                        || answer.body().contains("Exception"));
    }
}
