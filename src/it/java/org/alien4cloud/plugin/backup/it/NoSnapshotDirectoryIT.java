package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

/** Alien4Cloud as it ships: Elasticsearch has no directory for snapshots. */
public class NoSnapshotDirectoryIT {

    @Test
    public void shouldSayWhichSentenceIsMissingInElasticsearchYml() {
        try (DevHostProcess host = DevHostProcess.named("no-snapshot-directory").with("--sample=2").start()) {
            AlienClient admin = host.admin();
            admin.upload("/rest/latest/plugins", DevHostProcess.pluginZip()).expect(200);
            AlienClient.Answer answer = admin.post(BackupHost.API, "{}").expect(503);
            assertTrue(answer.errorMessage(), answer.errorMessage().contains("path.repo: ["));
            assertTrue("code 0 means maintenance to Alien4Cloud's page", answer.errorCode() > 0);
            assertEquals(0, admin.get(BackupHost.API).expect(200).data().path("totalResults").asInt());
        }
    }
}
