package org.alien4cloud.plugin.backup.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Exports backups from the server as archives, and imports them again. */
public class ArchiveIT {

    private static final String ARCHIVES = BackupHost.API + "/archive";
    private static final String UPLOADS = BackupHost.API + "/uploads";

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static BackupHost host;

    @BeforeClass
    public static void start() throws IOException {
        host = BackupHost.start("archives", "--sample=4", "--shards=1", "--path-repo=" + FOLDER.newFolder("snapshots"));
    }

    @AfterClass
    public static void stop() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    public void carriesABackupOfEachEngine() throws IOException {
        for (String engine : Arrays.asList("export", "snapshot")) {
            String name = "by-" + engine;
            host.ended(host.startBackup(Map.of("name", name, "engine", engine)), "SUCCEEDED");
            JsonNode before =
                    host.admin().get(BackupHost.API + "/" + name).expect(200).data();
            Path archive = download(name);
            host.ended(id(host.admin().delete(BackupHost.API + "/" + name)), "SUCCEEDED");
            String later = "Later" + engine;
            host.admin()
                    .post("/rest/latest/applications", Map.of("name", later, "archiveName", later))
                    .expect(201);

            host.ended(id(host.admin().upload(ARCHIVES, archive)), "SUCCEEDED");
            JsonNode after =
                    host.admin().get(BackupHost.API + "/" + name).expect(200).data();
            assertEquals("IMPORTED", after.path("trigger").asText());
            for (String same :
                    Arrays.asList("startedAt", "indices", "directories", "files", "documents", "inventory")) {
                assertEquals(same, before.path(same), after.path(same));
            }
            host.ended(
                    id(host.admin().post(BackupHost.API + "/" + name + "/verify", Map.of("deep", true))), "SUCCEEDED");
            host.ended(host.startRestore(name, false), "SUCCEEDED");
            assertEquals(
                    404, host.admin().get("/rest/latest/applications/" + later).status());
            assertEquals("nothing is left beside the live indices", 0, temporaryIndices());
        }
        try (Stream<Path> uploads = Files.list(host.backups().resolve("uploads"))) {
            assertEquals(0, uploads.count());
        }
    }

    private static long temporaryIndices() {
        return host.state().documents().keySet().stream()
                .filter(index -> index.contains("a4c-backup"))
                .count();
    }

    @Test
    public void continuesAnInterruptedUpload() throws IOException {
        host.backUp("in-pieces");
        byte[] archive = Files.readAllBytes(download("in-pieces"));
        int half = archive.length / 2;
        String upload = UPLOADS + "/"
                + host.admin()
                        .post(UPLOADS, Map.of("size", archive.length))
                        .expect(201)
                        .data()
                        .path("id")
                        .asText();
        assertEquals(
                half,
                put(upload + "?offset=0", Arrays.copyOf(archive, half))
                        .expect(200)
                        .data()
                        .path("size")
                        .asLong());
        assertRefused(put(upload + "?offset=0", archive), 409, half + " bytes");
        assertRefused(put(upload, archive), 400, "offset");
        assertRefused(
                host.admin().post(upload + "/complete", Map.of("name", "too-early")),
                409,
                "Only " + half + " of the " + archive.length + " bytes");
        assertRefused(put(upload + "?offset=" + half, archive), 400, "More bytes came than the " + archive.length);
        host.admin().delete(upload).expect(200);

        upload = UPLOADS + "/"
                + host.admin().post(UPLOADS, "{}").expect(201).data().path("id").asText();
        put(upload + "?offset=0", Arrays.copyOf(archive, half)).expect(200);
        String early = id(host.admin().post(upload + "/complete", Map.of("name", "too-early")));
        assertTrue(host.ended(early, "FAILED").path("error").asText().contains("cut off"));
        assertRefused(host.admin().get(upload), 404, "no such upload");

        upload = UPLOADS + "/"
                + host.admin()
                        .post(UPLOADS, Map.of("size", archive.length))
                        .expect(201)
                        .data()
                        .path("id")
                        .asText();
        put(upload + "?offset=0", Arrays.copyOf(archive, half)).expect(200);
        assertEquals(
                half, host.admin().get(upload).expect(200).data().path("size").asLong());
        put(upload + "?offset=" + half, Arrays.copyOfRange(archive, half, archive.length))
                .expect(200);
        assertRefused(host.admin().post(upload + "/complete", "{}"), 409, "already");
        host.ended(id(host.admin().post(upload + "/complete", Map.of("name", "in-one"))), "SUCCEEDED");
        host.ended(id(host.admin().post(BackupHost.API + "/in-one/verify", "{}")), "SUCCEEDED");
    }

    @Test
    public void refusesWhatIsNoUpload() throws IOException {
        for (String id : Arrays.asList("0", "00000000000000000000000000000000", "..", "x%20y")) {
            assertTrue(host.admin().get(UPLOADS + "/" + id).status() >= 400);
            assertTrue(host.admin().post(UPLOADS + "/" + id + "/complete", "{}").status() >= 400);
        }
        Path other = Files.writeString(FOLDER.newFile("other.zip").toPath(), "no zip");
        assertRefused(host.admin().upload(ARCHIVES, other), 422, "archive");
        assertRefused(host.admin().post(UPLOADS, Map.of("size", Long.MAX_VALUE)), 507, "needed");
        assertRefused(host.admin().post(UPLOADS, Map.of("size", -1)), 400, "size is -1");
        assertRefused(host.admin().get(BackupHost.API + "/unknown/archive"), 404, "unknown");
    }

    @Test
    public void breaksADownloadOffThatCannotBeCompleted() throws IOException {
        Path large = Files.createDirectories(host.process().alien().resolve("runtime/broken"))
                .resolve("large");
        byte[] bytes = new byte[8 << 20];
        new Random(1).nextBytes(bytes);
        Files.write(large, bytes);
        host.backUp("broken");
        Files.delete(large);
        try (Stream<Path> objects = Files.walk(host.backups().resolve("objects"))) {
            Path object = objects.filter(file -> file.toFile().length() == bytes.length)
                    .findFirst()
                    .get();
            bytes[bytes.length - 1] ^= 1;
            Files.write(object, bytes);
        }
        Path target = FOLDER.getRoot().toPath().resolve("broken.zip");
        assertThrows(
                UncheckedIOException.class, () -> host.admin().download(BackupHost.API + "/broken/archive", target));
        JsonNode operation = host.admin()
                .get(BackupHost.API + "/operations")
                .data()
                .path("data")
                .path(0);
        assertEquals("EXPORT", operation.path("kind").asText());
        assertEquals("FAILED", operation.path("state").asText());
        assertTrue(operation.toString(), operation.path("error").asText().contains("damaged"));
        host.ended(id(host.admin().delete(BackupHost.API + "/broken")), "SUCCEEDED");
    }

    @Test
    public void answersInItsOwnFormWhenItIsBusy() {
        host.backUp("waiting");
        String running = id(host.admin().post(BackupHost.API + "/waiting/verify", Map.of("deep", true)));
        AlienClient.Answer answer = host.admin().get(BackupHost.API + "/waiting/archive");
        if (host.operation(running).path("state").asText().equals("RUNNING")) {
            assertRefused(answer, 409, "VERIFY of waiting");
        }
        host.ended(running, "SUCCEEDED");
    }

    @Test
    public void encryptsAnArchiveWithoutStoringThePassphrase() throws IOException {
        String passphrase = "corr\u00e9ct h\u00f6rse 100%";
        host.backUp("sealed");
        String path = BackupHost.API + "/sealed/archive";
        assertRefused(host.admin().post(path, Map.of("passphrase", "short")), 400, "from 8 to");
        assertRefused(host.admin().post(path, "{}"), 400, "from 8 to");
        assertRefused(
                host.admin().post(BackupHost.API + "/unknown/archive", Map.of("passphrase", passphrase)),
                404,
                "unknown");
        assertRefused(
                host.admin().get(path + "?ticket=00000000000000000000000000000000"), 404, "Start the download again");
        String ticket = host.admin()
                .post(path, Map.of("passphrase", passphrase))
                .expect(201)
                .data()
                .path("ticket")
                .asText();
        Path archive = FOLDER.getRoot().toPath().resolve("sealed.enc");
        host.admin().download(path + "?ticket=" + ticket, archive).expect(200);
        assertRefused(host.admin().get(path + "?ticket=" + ticket), 404, "Start the download again");
        byte[] bytes = Files.readAllBytes(archive);
        assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("manifest.json"));

        String upload = UPLOADS + "/"
                + host.admin().post(UPLOADS, "{}").expect(201).data().path("id").asText();
        assertTrue(put(upload + "?offset=0", bytes)
                .expect(200)
                .data()
                .path("encrypted")
                .asBoolean());
        assertRefused(host.admin().post(upload + "/complete", Map.of("name", "opened")), 400, "is encrypted");
        assertRefused(
                host.admin().post(upload + "/complete", Map.of("name", "opened", "passphrase", "wrong horse")),
                422,
                "passphrase is wrong");
        host.ended(
                id(host.admin().post(upload + "/complete", Map.of("name", "opened", "passphrase", passphrase))),
                "SUCCEEDED");
        host.ended(id(host.admin().post(BackupHost.API + "/opened/verify", Map.of("deep", true))), "SUCCEEDED");

        assertRefused(host.admin().upload(ARCHIVES + "?name=at-once", archive), 400, "is encrypted");
        host.ended(
                id(host.admin()
                        .upload(
                                ARCHIVES + "?name=at-once",
                                archive,
                                Map.of("X-Backup-Passphrase", URLEncoder.encode(passphrase, StandardCharsets.UTF_8)))),
                "SUCCEEDED");
        assertRefused(
                host.admin()
                        .upload(
                                ARCHIVES + "?name=plain",
                                download("sealed"),
                                Map.of("X-Backup-Passphrase", "correct+horse")),
                400,
                "is not encrypted");
        for (String place :
                Arrays.asList(host.process().log(), host.state().documents().toString(), operations())) {
            assertFalse(place.contains(passphrase) || place.contains("wrong horse"));
        }
    }

    /** All that is known of past operations. */
    private static String operations() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(host.backups().resolve("operations"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                all.append(Files.readString(file));
            }
        }
        assertTrue(all.toString().contains("sealed"));
        return all.toString();
    }

    /** An answer that A4C would give to another thread is cut after 30 s, with status 200. */
    @Test
    public void takesAsLongAsTheReaderOfADownloadDoes() throws Exception {
        byte[] large = new byte[40 << 20];
        new Random(5).nextBytes(large);
        Path artifact = Files.write(host.process().alien().resolve("artifacts/large-one"), large);
        host.backUp("large");
        Files.delete(artifact);
        Path archive = FOLDER.getRoot().toPath().resolve("slow.zip");
        long began = System.nanoTime();
        try (InputStream in = host.admin().stream(BackupHost.API + "/large/archive");
                OutputStream out = Files.newOutputStream(archive)) {
            byte[] buffer = new byte[1 << 20];
            for (int count = in.readNBytes(buffer, 0, buffer.length);
                    count > 0;
                    count = in.readNBytes(buffer, 0, buffer.length)) {
                out.write(buffer, 0, count);
                Thread.sleep(45_000 / 40);
            }
        }
        assertTrue("took 45 s", System.nanoTime() - began >= 45_000_000_000L);
        host.ended(id(host.admin().upload(ARCHIVES + "?name=slow", archive)), "SUCCEEDED");
        host.ended(id(host.admin().post(BackupHost.API + "/slow/verify", "{}")), "SUCCEEDED");

        try (InputStream in = host.admin().stream(BackupHost.API + "/large/archive")) {
            Files.write(archive, in.readNBytes(5 << 20));
        }
        Await.until("the server has noticed", Await.LIMIT, () -> {
            JsonNode last = host.admin()
                    .get(BackupHost.API + "/operations?size=1")
                    .expect(200)
                    .data()
                    .path("data")
                    .get(0);
            return last.path("kind").asText().equals("EXPORT")
                    && last.path("state").asText().equals("FAILED")
                    && last.path("error").asText().contains("not sent completely");
        });
        String cut = id(host.admin().upload(ARCHIVES + "?name=cut", archive));
        assertTrue(host.ended(cut, "FAILED").path("error").asText().contains("cut off"));
        assertRefused(host.admin().get(BackupHost.API + "/cut"), 404, "cut");
    }

    private static Path download(String name) throws IOException {
        Path archive = FOLDER.getRoot().toPath().resolve(name + ".zip");
        host.admin().download(BackupHost.API + "/" + name + "/archive", archive).expect(200);
        return archive;
    }

    private static AlienClient.Answer put(String path, byte[] bytes) {
        return host.admin().put(path, bytes);
    }

    private static String id(AlienClient.Answer answer) {
        return answer.expect(202).data().path("id").asText();
    }

    private static void assertRefused(AlienClient.Answer answer, int status, String words) {
        answer.expect(status);
        assertTrue(answer.toString(), answer.errorMessage().contains(words));
        assertFalse(answer.body().contains("\tat "));
    }
}
