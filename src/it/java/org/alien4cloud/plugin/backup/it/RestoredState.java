package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.nio.file.Files;
import java.util.function.Predicate;
import org.alien4cloud.devhost.ServerState;

/** What a restore answers for, and how a server has to be after one, whichever way it ended. */
final class RestoredState {

    private RestoredState() {
    }

    /** All documents and files without what Alien4Cloud writes at each start. */
    static ServerState of(BackupHost host) {
        Predicate<String> written = RoundTripIT.LEFT_ALONE.or(document -> document.startsWith("suggestionentry/") || document.startsWith("plugin/"));
        return host.state().without(written, file -> false);
    }

    /** The server serves, with exactly these data, and nothing is left of the restore. */
    static void assertEntirely(String what, ServerState expected, BackupHost host) {
        assertEntirely(what, expected, host, file -> false);
    }

    /** The same but for some files. */
    static void assertEntirely(String what, ServerState expected, BackupHost host, Predicate<String> otherFiles) {
        assertEquals(what + ": entirely one state", "", expected.differences(of(host).without(document -> false, otherFiles), 20));
        host.admin().get("/rest/latest/csars").expect(200);
        host.admin().get("/rest/latest/mock-orchestrator").expect(200);
        assertFalse(what + ": staging and undo are gone", Files.exists(host.process().alien().resolve(".a4c-backup-restore")));
        String[] journals = host.backups().resolve("journal").toFile().list();
        assertEquals(what + ": the journal is gone", 0, journals == null ? 0 : journals.length);
    }
}
