package org.alien4cloud.plugin.backup.repository;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.InvalidInputException;
import org.alien4cloud.plugin.backup.model.Passphrase;
import org.junit.Rule;
import org.junit.Test;

/** Tests that an encrypted archive can be decrypted with its passphrase, and that any change to it is detected. */
public class ArchiveCipherTest {

    private static final int SEGMENT = 1 << 20;
    private static final int SEALED = SEGMENT + 16;
    private static final int HEADER = 35;
    private static final Passphrase PASSPHRASE = Passphrase.of("drei Chinesen mit dem Kontraba\u00df \ud83c\udfbb");

    /** Shared by all tests: deriving a key takes time on purpose. */
    private static final ArchiveCipher CIPHER = ArchiveCipher.create(PASSPHRASE);

    @Rule
    public final TestDirectory directory = new TestDirectory();

    private final Random random = new Random(20261124);

    private static byte[] encrypt(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        EncryptingStream stream = new EncryptingStream(out, CIPHER);
        int half = plain.length / 3;
        stream.write(plain, 0, half);
        for (int i = half; i < Math.min(half + 3, plain.length); i++) {
            stream.write(plain[i]);
        }
        stream.write(plain, Math.min(half + 3, plain.length), Math.max(0, plain.length - half - 3));
        stream.finish();
        return out.toByteArray();
    }

    private static byte[] decrypt(byte[] sealed, Passphrase passphrase) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(sealed);
        return decrypt(in, ArchiveCipher.read(in, passphrase));
    }

    private static byte[] decrypt(ByteArrayInputStream in, ArchiveCipher cipher) throws IOException {
        try (DecryptingStream stream = new DecryptingStream(in, cipher)) {
            return stream.readAllBytes();
        }
    }

    /** Decrypts with the shared key, which saves the time to derive one. */
    private static byte[] decryptQuickly(byte[] sealed) throws IOException {
        return decrypt(new ByteArrayInputStream(sealed, HEADER, sealed.length - HEADER), CIPHER);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    public void readsWhatItWroteWhateverItsLength() throws IOException {
        for (int size : new int[] {0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT + 7}) {
            byte[] plain = bytes(size);
            byte[] sealed = encrypt(plain);
            int segments = Math.max(1, (size + SEGMENT - 1) / SEGMENT);
            assertEquals("size " + size, HEADER + size + 16 * segments, sealed.length);
            assertArrayEquals("size " + size, plain, decryptQuickly(sealed));
        }
    }

    /** Decrypts by docs/format.md alone, with its own PBKDF2. */
    @Test
    public void matchesItsSpecification() throws Exception {
        byte[] plain = bytes(SEGMENT + 5);
        byte[] sealed = encrypt(plain);
        assertEquals("A4CARCE1", new String(sealed, 0, 8, StandardCharsets.US_ASCII));
        int iterations = ByteBuffer.wrap(sealed, 8, 4).getInt();
        assertEquals(600_000, iterations);
        SecretKeySpec key = new SecretKeySpec(
                pbkdf2(
                        new String(PASSPHRASE.chars()).getBytes(StandardCharsets.UTF_8),
                        Arrays.copyOfRange(sealed, 12, 28),
                        iterations),
                "AES");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int number = 0;
        for (int at = HEADER; at < sealed.length; at += SEALED) {
            int end = Math.min(at + SEALED, sealed.length);
            ByteBuffer nonce = ByteBuffer.allocate(12)
                    .put(sealed, 28, 7)
                    .putInt(number++)
                    .put((byte) (end == sealed.length ? 1 : 0));
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, nonce.array()));
            cipher.updateAAD(sealed, 0, HEADER);
            read.write(cipher.doFinal(sealed, at, end - at));
        }
        assertArrayEquals(plain, read.toByteArray());
    }

    /** Derives a key of one block by RFC 8018, 5.2. */
    private static byte[] pbkdf2(byte[] passphrase, byte[] salt, int iterations) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(passphrase, "HmacSHA256"));
        mac.update(salt);
        byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] key = block.clone();
        for (int i = 1; i < iterations; i++) {
            block = mac.doFinal(block);
            for (int k = 0; k < key.length; k++) {
                key[k] ^= block[k];
            }
        }
        return key;
    }

    @Test
    public void refusesAnotherPassphrase() throws IOException {
        byte[] sealed = encrypt(bytes(10));
        assertTrue(refused(sealed, Passphrase.of("another one")).contains("The passphrase is wrong"));
    }

    @Test
    public void refusesArchiveCutOffAnywhere() throws IOException {
        byte[] sealed = encrypt(bytes(2 * SEGMENT + 100));
        for (int length : new int[] {
            HEADER,
            HEADER + 3,
            HEADER + 16,
            HEADER + SEALED,
            HEADER + SEALED + 1,
            HEADER + 2 * SEALED,
            sealed.length - 1
        }) {
            refusedQuickly(Arrays.copyOf(sealed, length));
        }
        for (int length : new int[] {0, 8, HEADER - 1}) {
            assertTrue(refused(Arrays.copyOf(sealed, length), PASSPHRASE).contains("cut off"));
        }
    }

    @Test
    public void refusesRearrangedSegments() throws IOException {
        byte[] sealed = encrypt(bytes(3 * SEGMENT));
        byte[] swapped = sealed.clone();
        System.arraycopy(sealed, HEADER, swapped, HEADER + SEALED, SEALED);
        System.arraycopy(sealed, HEADER + SEALED, swapped, HEADER, SEALED);
        refusedQuickly(swapped);
        byte[] twice = Arrays.copyOf(sealed, sealed.length + SEALED);
        System.arraycopy(sealed, sealed.length - SEALED, twice, sealed.length, SEALED);
        refusedQuickly(twice);
        refusedQuickly(Arrays.copyOf(sealed, sealed.length + 1));
    }

    @Test
    public void refusesEachChangeOfItsHeader() throws IOException {
        byte[] sealed = encrypt(bytes(100));
        // of each field one; of the iterations the lowest bits, which alone make a key in a short time
        for (int position : new int[] {7, 11, 12, 34}) {
            byte[] changed = sealed.clone();
            changed[position] ^= 1 << random.nextInt(3);
            refused(changed, PASSPHRASE);
        }
        for (int iterations : new int[] {-1, 0, 1, 99_999, 10_000_001, Integer.MAX_VALUE}) {
            byte[] changed = sealed.clone();
            ByteBuffer.wrap(changed, 8, 4).putInt(iterations);
            assertTrue("at once", refused(changed, PASSPHRASE).contains("header is damaged"));
        }
    }

    /** Derives the key once for all mutations. */
    @Test
    public void refusesEveryMutationOfASegment() throws IOException {
        byte[] plain = bytes(300);
        byte[] sealed = CIPHER.encrypt(5, false, plain, plain.length);
        assertArrayEquals(plain, CIPHER.decrypt(5, false, sealed, sealed.length));
        for (int i = 0; i < 10_000; i++) {
            byte[] changed =
                    random.nextInt(10) == 0 ? Arrays.copyOf(sealed, random.nextInt(sealed.length)) : sealed.clone();
            if (changed.length == sealed.length) {
                changed[random.nextInt(changed.length)] ^= 1 << random.nextInt(8);
            }
            assertEquals(
                    Kind.CHECK_FAILED,
                    assertThrows(BackupException.class, () -> CIPHER.decrypt(5, false, changed, changed.length))
                            .kind());
        }
        assertThrows("in another place", BackupException.class, () -> CIPHER.decrypt(6, false, sealed, sealed.length));
        assertThrows("of another archive", BackupException.class, () -> ArchiveCipher.create(PASSPHRASE)
                .decrypt(5, false, sealed, sealed.length));
        assertThrows("as the last one", BackupException.class, () -> CIPHER.decrypt(5, true, sealed, sealed.length));
    }

    @Test
    public void tellsEncryptedArchivesFromOthers() throws IOException {
        Path file = directory.path().resolve("archive");
        Files.write(file, encrypt(new byte[3]));
        assertTrue(ArchiveCipher.isEncrypted(file));
        for (String other : new String[] {"", "A4CARCE", "PK\3\4 and more"}) {
            Files.write(file, other.getBytes(StandardCharsets.US_ASCII));
            assertFalse(ArchiveCipher.isEncrypted(file));
        }
    }

    @Test
    public void wantsALongPassphraseAndTellsItToNobody() throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertArrayEquals(
                "secret78".toCharArray(),
                json.readValue("\"secret78\"", Passphrase.class).chars());
        assertThrows(
                "also out of a request",
                JsonMappingException.class,
                () -> json.readValue("\"secret7\"", Passphrase.class));
        assertThrows(InvalidInputException.class, () -> Passphrase.of(null));
        InvalidInputException refused = assertThrows(InvalidInputException.class, () -> Passphrase.of("secret7"));
        assertFalse(refused.getMessage().contains("secret7"));
        assertFalse(Passphrase.of("secret78").toString().contains("secret78"));
    }

    private static void refusedQuickly(byte[] sealed) {
        assertEquals(
                Kind.CHECK_FAILED,
                assertThrows(BackupException.class, () -> decryptQuickly(sealed))
                        .kind());
    }

    private static String refused(byte[] sealed, Passphrase passphrase) {
        BackupException refused = assertThrows(BackupException.class, () -> decrypt(sealed, passphrase));
        assertEquals(Kind.CHECK_FAILED, refused.kind());
        return refused.getMessage();
    }
}
