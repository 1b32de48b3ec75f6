package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.Test;

/**
 * Checks that the endpoints never replace a wrong value by a default, never change a setting that was not read, and do
 * no work for HEAD.
 */
public class StrictRequestsIT {

    private static final String SETTINGS = BackupHost.API + "/settings";
    private static final String PREVIEW = SETTINGS + "/preview";

    private static BackupHost host;

    @BeforeClass
    public static void start() {
        host = BackupHost.start(
                "strict-requests",
                "--sample=1",
                "--shards=1",
                "--backup.consistency.settle-millis=soon",
                "--backup.consistency.frozen=60");
        host.backUp("nightly");
    }

    @AfterClass
    public static void stop() {
        host.close();
    }

    private static ObjectNode settings() {
        return (ObjectNode) host.admin().get(SETTINGS).expect(200).data();
    }

    @Test
    public void keepsSettingsAndTheirSecret() throws IOException {
        AlienClient.Answer set = host.changeSettings(settings -> {
                    settings.with("schedule")
                            .put("enabled", true)
                            .put("cron", "0 30 4 * * *")
                            .put("zone", "Asia/Tokyo");
                    settings.with("notification")
                            .put("url", "http://127.0.0.1:1/hook")
                            .put("secret", "s3cr3t-word");
                })
                .expect(200);
        assertEquals(set.data(), settings());
        assertEquals("Asia/Tokyo", set.data().path("schedule").path("zone").asText());
        assertTrue(set.data().path("notification").path("hasSecret").asBoolean());
        JsonNode preview = host.admin().post(PREVIEW, set.data()).expect(200).data();
        assertEquals(5, preview.path("nextRuns").size());
        assertEquals(
                "nobody's backup is the schedule's", 0, preview.path("deletes").size());
        assertEquals("a preview sets nothing", set.data(), settings());
        // what was read can be sent back as it is
        host.admin().send("PUT", SETTINGS, set.data()).expect(200);
        Path file = host.backups().resolve("settings.json");
        assertTrue("it stays", Files.readString(file).contains("s3cr3t-word"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(set.body().contains("s3cr3t-word"));
        assertFalse(host.process().log().contains("s3cr3t-word"));
        assertFalse("the audit trail", host.state().documents().toString().contains("s3cr3t-word"));
        host.changeSettings(settings -> settings.with("notification").put("removeSecret", true))
                .expect(200);
        assertFalse(Files.readString(file).contains("s3cr3t-word"));
    }

    @Test
    public void refusesAChangeOfOlderSettings() {
        ObjectNode old = settings();
        host.changeSettings(settings -> settings.with("retention").put("last", 11))
                .expect(200);
        assertRefused(409, "changed by somebody else", host.admin().send("PUT", SETTINGS, old));
        assertRefused(
                409,
                "have no 'version'",
                host.admin().send("PUT", SETTINGS, settings().without("version")));
        assertEquals(11, settings().path("retention").path("last").asInt());
        host.admin().post(PREVIEW, old).expect(200);
    }

    @Test
    public void offersDefaultsOnlyToBeSetWhereSettingsAreDamaged() throws IOException {
        host.changeSettings(settings -> settings.with("retention").put("last", 11))
                .expect(200);
        Files.writeString(host.backups().resolve("settings.json"), "{\"retention\": {\"last\": \"eleven\"}}");
        assertRefused(422, "Set them again", host.admin().get(SETTINGS));
        JsonNode defaults = host.admin().get(SETTINGS + "/defaults").expect(200).data();
        host.admin().send("PUT", SETTINGS, defaults).expect(200);
        assertEquals(7, settings().path("retention").path("last").asInt());
    }

    @Test
    public void namesEachSettingThatIsMissingOrWrong() {
        ObjectNode whole = settings();
        for (String section : Arrays.asList("schedule", "retention", "notification", "verification")) {
            ObjectNode without = whole.deepCopy();
            without.remove(section);
            assertWrong(without, section);
            whole.path(section).fieldNames().forEachRemaining(field -> {
                if (!field.equals("hasSecret")) {
                    ObjectNode lacking = whole.deepCopy();
                    lacking.with(section).remove(field);
                    assertWrong(lacking, section + '.' + field);
                    lacking.with(section).putObject(field);
                    assertWrong(lacking, section + '.' + field);
                }
            });
            ObjectNode more = whole.deepCopy();
            more.with(section).put("more", 1);
            assertWrong(more, section + ".more");
        }
        ObjectNode bad = whole.deepCopy();
        bad.put("shedule", true);
        bad.with("schedule").put("enabled", "true").put("cron", "often").put("zone", "Mars");
        bad.with("retention")
                .put("last", -1)
                .put("daily", "7")
                .put("weekly", 1.5)
                .put("monthly", 10_001)
                .put("maxBytes", -1)
                .putNull("maxAgeDays");
        bad.with("notification")
                .put("url", "ftp://example.org")
                .put("secret", "")
                .put("maxAgeHours", 1L << 40);
        bad.with("verification").put("afterBackup", 1).put("deepEveryDays", -7);
        assertWrong(
                bad,
                "notification.maxAgeHours",
                "notification.secret",
                "notification.url",
                "retention.daily",
                "retention.last",
                "retention.maxAgeDays",
                "retention.maxBytes",
                "retention.monthly",
                "retention.weekly",
                "schedule.cron",
                "schedule.enabled",
                "schedule.zone",
                "shedule",
                "verification.afterBackup",
                "verification.deepEveryDays");
        ObjectNode nothing = whole.deepCopy();
        nothing.with("retention")
                .put("last", 0)
                .put("daily", 0)
                .put("weekly", 0)
                .put("monthly", 0);
        assertWrong(nothing, "retention.last");
        ObjectNode both = whole.deepCopy();
        both.with("notification").put("secret", "s3cr3t-word").put("removeSecret", true);
        assertWrong(both, "notification.removeSecret");
        for (String body : Arrays.asList("[]", "{", "null", "", "{} {}", "{\"version\": 1, \"version\": 2}")) {
            assertRefused(400, "", host.admin().send("PUT", SETTINGS, body));
        }
        assertEquals(whole, settings());
    }

    private static void assertWrong(ObjectNode settings, String... fields) {
        for (AlienClient.Answer answer : Arrays.asList(
                host.admin().send("PUT", SETTINGS, settings), host.admin().post(PREVIEW, settings))) {
            assertRefused(400, fields[0], answer);
            Map<String, String> problems = new TreeMap<>();
            answer.data()
                    .forEach(problem -> problems.put(
                            problem.path("field").asText(),
                            problem.path("message").asText()));
            assertEquals(
                    answer.toString(),
                    Arrays.asList(fields).toString(),
                    problems.keySet().toString());
            problems.values().forEach(message -> assertTrue(message, message.endsWith(".")));
        }
    }

    @Test
    public void replacesNothingByADefaultInOtherRequests() {
        for (String body : Arrays.asList(
                "{\"full\": \"\"}",
                "{\"full\": \"true\"}",
                "{\"full\": 1}",
                "{\"engine\": \"\"}",
                "{\"engine\": 0}",
                "{\"engine\": \"fast\"}",
                "{\"consistency\": \"\"}",
                "{\"consistency\": \"Frozen\"}",
                "{\"name\": \"\"}",
                "{\"full\": true, \"full\": false}",
                "{} {}",
                "{\"full\": true} x")) {
            assertRefused(400, "", host.admin().post(BackupHost.API, body));
        }
        for (String body : Arrays.asList("{\"deep\": \"\"}", "{\"deep\": 0}", "{\"deep\": \"true\"}")) {
            assertRefused(400, "", host.admin().post(BackupHost.API + "/nightly/verify", body));
        }
        for (String body : Arrays.asList("{\"pinned\": \"\"}", "{\"pinned\": 1}", "{\"pinned\": \"true\"}")) {
            assertRefused(400, "", host.admin().send("PATCH", BackupHost.API + "/nightly", body));
        }
        for (String body :
                Arrays.asList("{\"size\": -1}", "{\"size\": \"\"}", "{\"size\": 1.5}", "{\"size\": \"5\"}")) {
            assertRefused(400, "", host.admin().post(BackupHost.API + "/uploads", body));
        }
        for (String option : Arrays.asList("safetyBackup", "force", "auditTrail", "configuration")) {
            for (String value : Arrays.asList("\"\"", "\"false\"", "0")) {
                assertRefused(
                        400,
                        "",
                        host.admin()
                                .post(
                                        BackupHost.API + "/nightly/restore",
                                        "{\"confirm\": \"nightly\", \"" + option + "\": " + value + '}'));
            }
        }
        for (String path : Arrays.asList(
                "?from=",
                "?size=",
                "?size=+1x",
                "/operations?from=",
                "/operations?size=",
                "/nightly/files?from=",
                "/nightly/files?children=",
                "/nightly/files?children=TRUE",
                "/nightly/impact?auditTrail=",
                "/nightly/impact?safetyBackup=yes")) {
            assertRefused(400, "", host.admin().get(BackupHost.API + path));
        }
        String id = host.admin()
                .get(BackupHost.API + "/operations")
                .data()
                .path("data")
                .path(0)
                .path("id")
                .asText();
        assertRefused(400, "from", host.admin().get(BackupHost.API + "/operations/" + id + "/log?from="));
        assertEquals(
                "nothing was started",
                id,
                host.admin()
                        .get(BackupHost.API + "/operations")
                        .data()
                        .path("data")
                        .path(0)
                        .path("id")
                        .asText());
    }

    @Test
    public void tellsWhichOfItsConfigurationCannotBeUsed() {
        JsonNode check = host.admin()
                .get(BackupHost.API + "/health")
                .expect(200)
                .data()
                .path("checks")
                .path(0);
        assertEquals(
                "configuration WARNING",
                check.path("id").asText() + ' ' + check.path("state").asText());
        String message = check.path("message").asText();
        assertTrue(
                message,
                message.contains(
                        "backup.consistency.settle-millis is 'soon'. It must be a whole number from 0 to 600000; until this is corrected, 1000 is used."));
        assertTrue(message, message.contains("The setting backup.consistency.frozen is unknown and ignored."));
        assertTrue(host.admin()
                .get(BackupHost.API + "/nightly/log")
                .expect(200)
                .body()
                .contains("settle-millis is 'soon'"));
    }

    @Test
    public void doesNothingForHead() throws IOException {
        String operation = host.admin()
                .get(BackupHost.API + "/operations")
                .data()
                .path("data")
                .path(0)
                .path("id")
                .asText();
        String upload = host.admin()
                .post(BackupHost.API + "/uploads", "{}")
                .expect(201)
                .data()
                .path("id")
                .asText();
        host.backUp("headed");
        // what a GET would read is damaged
        Path list = host.backups().resolve("backups/headed/files.jsonl.gz");
        byte[] intact = Files.readAllBytes(list);
        Files.write(list, new byte[intact.length]);
        host.admin().get(BackupHost.API + "/headed/files").expect(422);
        int operations = operations();
        for (String prefix : Arrays.asList("/rest", "/rest/v1", "/rest/latest")) {
            for (String path : Arrays.asList(
                    "/backups",
                    "/backups/health",
                    "/backups/settings",
                    "/backups/settings/defaults",
                    "/backups/operations",
                    "/backups/operations/last-restore",
                    "/maintenance/backup-operation",
                    "/backups/headed",
                    "/backups/headed/impact",
                    "/backups/headed/files",
                    "/backups/headed/log",
                    "/backups/headed/archive",
                    "/backups/operations/" + operation,
                    "/backups/operations/" + operation + "/log",
                    "/backups/uploads/" + upload)) {
                AlienClient.Answer answer = host.admin().send("HEAD", prefix + path, null);
                assertEquals(path + ": " + answer, "200 ", answer.status() + " " + answer.body());
                assertEquals(
                        path,
                        403,
                        host.process().user().send("HEAD", prefix + path, null).status());
            }
        }
        for (String path : Arrays.asList(
                "/unknown",
                "/unknown/impact",
                "/unknown/files",
                "/unknown/log",
                "/unknown/archive",
                "/operations/20260101-000000000-0000",
                "/operations/20260101-000000000-0000/log",
                "/uploads/00000000000000000000000000000000",
                "/headed/archive?ticket=0123")) {
            assertEquals(
                    path,
                    404,
                    host.admin().send("HEAD", BackupHost.API + path, null).status());
        }
        assertEquals(
                400, host.admin().send("HEAD", BackupHost.API + "/a.b", null).status());
        assertEquals("no export was begun", operations, operations());
        Files.write(list, intact);

        String ticket = host.admin()
                .post(BackupHost.API + "/headed/archive", "{\"passphrase\": \"correct horse\"}")
                .expect(201)
                .data()
                .path("ticket")
                .asText();
        String download = BackupHost.API + "/headed/archive?ticket=" + ticket;
        assertEquals(200, host.admin().send("HEAD", download, null).status());
        assertEquals(200, host.admin().send("HEAD", download, null).status());
        host.admin().get(download).expect(200);
        assertRefused(404, "already started", host.admin().get(download));
        assertEquals("used", 404, host.admin().send("HEAD", download, null).status());
    }

    private static int operations() {
        return host.admin()
                .get(BackupHost.API + "/operations")
                .expect(200)
                .data()
                .path("totalResults")
                .asInt();
    }

    @Test
    public void saysThatThereIsNothingToUndo() {
        assertTrue(host.admin()
                .get(BackupHost.API + "/operations/last-restore")
                .expect(200)
                .data()
                .isNull());
    }

    private static void assertRefused(int status, String words, AlienClient.Answer answer) {
        assertEquals(answer.toString(), status, answer.status());
        assertTrue(
                answer.toString(),
                answer.errorMessage().contains(words) && answer.errorMessage().length() > 10);
    }
}
