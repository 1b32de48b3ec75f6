package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.function.Predicate;
import org.alien4cloud.devhost.ServerState;
import org.elasticsearch.client.transport.TransportClient;

/** Checks the state of a server after a restore, however it ended. */
final class RestoredState {

    private RestoredState() {}

    /** All documents and files without what Alien4Cloud writes at each start. */
    static ServerState of(BackupHost host) {
        Predicate<String> written = RoundTripIT.LEFT_ALONE.or(
                document -> document.startsWith("suggestionentry/") || document.startsWith("plugin/"));
        return host.state().without(written, file -> false);
    }

    /** The server serves, with exactly these data, and nothing is left of the restore. */
    static void assertEntirely(String what, ServerState expected, BackupHost host) {
        assertEntirely(what, expected, host, file -> false);
    }

    /** The same but for some files. */
    static void assertEntirely(String what, ServerState expected, BackupHost host, Predicate<String> otherFiles) {
        // what a dead process has left beside the live indices goes at the next start, after its operation was told to
        // have ended
        Await.until(what + ": temporary indices are gone", BackupHost.LIMIT, () -> temporaryIndices(host) == 0);
        assertEquals(
                what + ": entirely one state",
                "",
                expected.differences(of(host).without(document -> false, otherFiles), 20));
        host.admin().get("/rest/latest/csars").expect(200);
        host.admin().get("/rest/latest/mock-orchestrator").expect(200);
        assertFalse(
                what + ": staging and undo are gone",
                Files.exists(host.process().alien().resolve(".a4c-backup-restore")));
        String[] journals = host.backups().resolve("journal").toFile().list();
        assertEquals(what + ": the journal is gone", 0, journals == null ? 0 : journals.length);
    }

    private static long temporaryIndices(BackupHost host) {
        try (TransportClient client = host.process().elasticsearch()) {
            return Arrays.stream(client.admin()
                            .cluster()
                            .prepareState()
                            .clear()
                            .setMetaData(true)
                            .get()
                            .getState()
                            .metaData()
                            .getConcreteAllIndices())
                    .filter(index -> index.startsWith("a4c-backup-tmp-"))
                    .count();
        }
    }
}
