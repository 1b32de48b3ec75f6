package org.alien4cloud.plugin.backup.it;

import static org.alien4cloud.plugin.backup.it.Refusals.assertNoStackTrace;
import static org.alien4cloud.plugin.backup.it.Refusals.assertRefused;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/** Refuses calls over REST that are not allowed or not valid, without a stack trace. */
public class RefusedCallsIT {

    private static final List<String> PREFIXES = Arrays.asList("/rest", "/rest/v1", "/rest/latest");

    private static final String[][] CALLS = {
        {"GET", "/backups", null},
        {"POST", "/backups", "{}"},
        {"GET", "/backups/nightly", null},
        {"DELETE", "/backups/nightly", null},
        {"PATCH", "/backups/nightly", "{}"},
        {"POST", "/backups/nightly/restore", "{\"confirm\": \"nightly\"}"},
        {"POST", "/backups/nightly/verify", "{}"},
        {"GET", "/backups/nightly/impact", null},
        {"GET", "/backups/operations", null},
        {"GET", "/backups/operations/20260101-000000000-0000", null},
        {"GET", "/backups/operations/20260101-000000000-0000/log", null},
        {"DELETE", "/backups/operations/20260101-000000000-0000", null},
        {"GET", "/backups/health", null},
        {"GET", "/backups/nightly/files", null},
        {"GET", "/backups/nightly/log", null},
        {"GET", "/backups/nightly/archive", null},
        {"POST", "/backups/nightly/archive", "{\"passphrase\": \"correct horse\"}"},
        {"POST", "/backups/archive", null},
        {"POST", "/backups/uploads", "{}"},
        {"GET", "/backups/uploads/00000000000000000000000000000000", null},
        {"PUT", "/backups/uploads/00000000000000000000000000000000", null},
        {"DELETE", "/backups/uploads/00000000000000000000000000000000", null},
        {"POST", "/backups/uploads/00000000000000000000000000000000/complete", "{}"},
        {"POST", "/backups/copy", null},
        {"GET", "/backups/settings", null},
        {"GET", "/backups/settings/defaults", null},
        {"GET", "/backups/operations/last-restore", null},
        {"PUT", "/backups/settings", "{}"},
        {"POST", "/backups/settings/preview", "{}"},
        {"GET", "/maintenance/backup-operation", null},
        {"PUT", "/backups", "{}"},
        {"GET", "/backups/nightly/nothing", null}
    };

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start("refused-calls", "--sample=4", "--shards=1");
        host.backUp("nightly");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    @Test
    public void refusesAnonymousCallersOnEveryEndpoint() {
        for (String prefix : PREFIXES) {
            for (String[] call : CALLS) {
                AlienClient.Answer answer = host.process().anonymous().send(call[0], prefix + call[1], call[2]);
                assertTrue(
                        call[0] + " " + prefix + call[1] + ": " + answer,
                        answer.status() == 401 || answer.status() == 403);
                assertNoStackTrace(answer);
            }
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void refusesUsersWithoutTheRoleAdminOnEveryEndpoint() {
        for (String prefix : PREFIXES) {
            for (String[] call : CALLS) {
                AlienClient.Answer answer = host.process().user().send(call[0], prefix + call[1], call[2]);
                assertEquals(call[0] + " " + prefix + call[1] + ": " + answer, 403, answer.status());
                assertNoStackTrace(answer);
            }
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void refusesBadNames() {
        List<String> bad = new ArrayList<>(Arrays.asList(
                "..", "a.b", "v1.2", "a.zip", ".hidden", "", "a b", "-a", "operations", "health", "copy", "a\u0007b"));
        bad.add(String.join("", Collections.nCopies(300, "x")));
        for (String name : bad) {
            assertRefused(host.admin().post(BackupHost.API, Collections.singletonMap("name", name)), 400);
        }
        for (String name : Arrays.asList(
                "a.b", "a.zip", "a.xml", "a.html", "nightly.json", "a%20b", "a%07b", bad.get(bad.size() - 1))) {
            assertRefused(host.admin().get(BackupHost.API + "/" + name), 400);
            assertRefused(host.admin().delete(BackupHost.API + "/" + name), 400);
            assertRefused(
                    host.admin()
                            .post(BackupHost.API + "/" + name + "/restore", Collections.singletonMap("confirm", name)),
                    400);
            assertRefused(host.admin().post(BackupHost.API + "/" + name + "/verify", "{}"), 400);
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void changesNothingWhenASlashIsEncodedInAName() {
        for (String name :
                Arrays.asList("a%2Fb", "..%2fnightly", "..%2f..%2fjournal", "nightly%2f..%2fnightly", "..%5cnightly")) {
            assertTrue(host.admin().delete(BackupHost.API + "/" + name).status() >= 400);
        }
        host.admin().get(BackupHost.API + "/nightly").expect(200);
    }

    @Test
    public void answers404ForUnknownBackupsAndOperations() {
        assertRefused(host.admin().get(BackupHost.API + "/unknown"), 404);
        assertRefused(host.admin().delete(BackupHost.API + "/unknown"), 404);
        assertRefused(host.admin().post(BackupHost.API + "/unknown/restore", "{\"confirm\": \"unknown\"}"), 404);
        assertRefused(host.admin().post(BackupHost.API + "/unknown/verify", "{}"), 404);
        assertRefused(host.admin().get(BackupHost.API + "/unknown/impact"), 404);
        for (String id : Arrays.asList("20260101-000000000-0000", "x", "repository", "%2e%2e")) {
            assertTrue(host.admin().get(BackupHost.API + "/operations/" + id).status() >= 400);
        }
        assertRefused(host.admin().get(BackupHost.API + "/operations/20260101-000000000-0000/log"), 404);
        assertRefused(host.admin().delete(BackupHost.API + "/operations/20260101-000000000-0000"), 404);
    }

    @Test
    public void refusesANameThatExists() {
        assertRefused(host.admin().post(BackupHost.API, "{\"name\": \"nightly\"}"), 409);
    }

    @Test
    public void refusesARestoreThatIsNotConfirmedByTheName() {
        for (String body : Arrays.asList("{}", "{\"confirm\": \"other\"}", "{\"confirm\": null}", "")) {
            assertRefused(host.admin().post(BackupHost.API + "/nightly/restore", body), 400);
        }
    }

    @Test
    public void refusesARestoreOfMissingParts() {
        for (String[] refused : new String[][] {
            {"\"directories\": [], \"indices\": []", "'directories' nor 'indices'"},
            {"\"directories\": []", "'directories' nor 'indices'"},
            {"\"indices\": []", "'directories' nor 'indices'"},
            {"\"directories\": [], \"auditTrail\": true", "'directories' nor 'indices'"},
            {"\"directories\": [\"topology\"]", "no directory topology"},
            {"\"indices\": [\"git\"]", "no index git"},
            {"\"indices\": [null]", "no index null"},
            {"\"indices\": [\"audittrace\", \"csar\"]", "\"auditTrail\": true"},
            {"\"indices\": [\"auditconfiguration\"], \"auditTrail\": true", "auditconfiguration"},
            {"\"acknowledge\": [\"users\"]", "'impactDigest'"},
            {"\"index\": [\"csar\"]", "unknown field 'index'"}
        }) {
            AlienClient.Answer answer = host.admin()
                    .post(BackupHost.API + "/nightly/restore", "{\"confirm\": \"nightly\", " + refused[0] + "}");
            assertRefused(answer, 400);
            assertTrue(answer.errorMessage(), answer.errorMessage().contains(refused[1]));
        }
    }

    @Test
    public void refusesInvalidBodies() {
        for (String body :
                Arrays.asList("{", "[]", "null", "{\"nmae\": \"typo\"}", "{\"name\": {}}", "{\"full\": \"perhaps\"}")) {
            assertRefused(host.admin().post(BackupHost.API, body), 400);
        }
        String large = "{\"description\": \"" + String.join("", Collections.nCopies(1_100_000, "x")) + "\"}";
        assertRefused(host.admin().post(BackupHost.API, large), 413);
        String long1 = "{\"description\": \"" + String.join("", Collections.nCopies(1_001, "x")) + "\"}";
        assertRefused(host.admin().post(BackupHost.API, long1), 400);
        assertRefused(host.admin().upload(BackupHost.API, DevHostProcess.pluginZip()), 415);
    }

    @Test
    public void refusesParametersThatAreNotNumbers() {
        for (String query : Arrays.asList("from=x", "from=-1", "size=100000", "size=1.5")) {
            assertRefused(host.admin().get(BackupHost.API + "?" + query), 400);
            assertRefused(host.admin().get(BackupHost.API + "/operations?" + query), 400);
        }
    }

    @Test
    public void refusesADryRunOfMissingParts() {
        for (String query : Arrays.asList(
                "auditTrail=perhaps",
                "safetyBackup=1",
                "directories=../../etc",
                "indices=_all",
                "directories=",
                "directories=&indices=",
                "indices=auditconfiguration",
                "indices=audittrace",
                "directory=csar")) {
            assertRefused(host.admin().get(BackupHost.API + "/nightly/impact?" + query), 400);
        }
    }

    @Test
    public void refusesUnknownVerifyFields() {
        assertRefused(host.admin().post(BackupHost.API + "/nightly/verify", "{\"deap\": true}"), 400);
        assertRefused(host.admin().post(BackupHost.API + "/nightly/verify", "{\"deep\": \"perhaps\"}"), 400);
    }

    @Test
    public void answersWrongMethodsAndPathsInItsOwnForm() {
        assertRefused(host.admin().send("PUT", BackupHost.API, "{}"), 405);
        assertRefused(host.admin().delete(BackupHost.API), 405);
        assertRefused(host.admin().get(BackupHost.API + "/nightly/restore"), 405);
        assertRefused(host.admin().get(BackupHost.API + "/nightly/verify"), 405);
        assertRefused(host.admin().post(BackupHost.API + "/nightly/impact", "{}"), 405);
        assertRefused(host.admin().post(BackupHost.API + "/nightly/verify"), 415);
        assertRefused(host.admin().get(BackupHost.API + "/nightly/no/such/call"), 404);
        assertRefused(host.admin().post(BackupHost.CURRENT), 405);
    }

    @Test
    public void saysThatNoSecondCopyIsConfigured() {
        AlienClient.Answer answer = host.admin().post(BackupHost.API + "/copy");
        assertRefused(answer, 409);
        assertTrue(answer.errorMessage(), answer.errorMessage().contains("Set backup.copy.directory"));
        assertFalse(
                host.admin().get(BackupHost.API + "/health").expect(200).body().contains("\"copy\""));
    }
}
