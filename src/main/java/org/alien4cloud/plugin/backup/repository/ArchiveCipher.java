package org.alien4cloud.plugin.backup.repository;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.BackupException.Kind;
import org.alien4cloud.plugin.backup.model.Passphrase;

/**
 * Encrypts and decrypts the segments of an archive with AES-256-GCM, using a key that PBKDF2 derives from a passphrase.
 * Segments follow the construction STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance, 2015, section 7). See docs/format.md, "Encrypted archives".
 */
final class ArchiveCipher {

    /** Plain bytes per segment; the last segment of a stream may have fewer. */
    static final int SEGMENT_BYTES = 1 << 20;

    static final int TAG_BYTES = 16;

    private static final byte[] MAGIC = "A4CARCE1".getBytes(StandardCharsets.US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int PREFIX_BYTES = 7;
    static final int HEADER_BYTES = MAGIC.length + Integer.BYTES + SALT_BYTES + PREFIX_BYTES;
    /** The count that OWASP advised for PBKDF2 with HMAC-SHA256 in 2023. */
    private static final int ITERATIONS = 600_000;

    private static final int LEAST_ITERATIONS = 100_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int KEY_BITS = 256;

    private final byte[] header;
    private final SecretKey key;

    private ArchiveCipher(byte[] header, Passphrase passphrase) {
        this.header = header;
        ByteBuffer fields = ByteBuffer.wrap(header, MAGIC.length, Integer.BYTES + SALT_BYTES);
        int iterations = fields.getInt();
        byte[] salt = new byte[SALT_BYTES];
        fields.get(salt);
        char[] chars = passphrase.chars();
        PBEKeySpec spec = new PBEKeySpec(chars, salt, iterations, KEY_BITS);
        try {
            key = new SecretKeySpec(
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(spec)
                            .getEncoded(),
                    "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot encrypt: " + e, e);
        } finally {
            spec.clearPassword();
            Arrays.fill(chars, '\0');
        }
    }

    /** Makes the cipher of a new archive. Deriving the key takes some tenths of a second on purpose. */
    static ArchiveCipher create(Passphrase passphrase) {
        byte[] random = new byte[SALT_BYTES + PREFIX_BYTES];
        new SecureRandom().nextBytes(random);
        return new ArchiveCipher(
                ByteBuffer.allocate(HEADER_BYTES)
                        .put(MAGIC)
                        .putInt(ITERATIONS)
                        .put(random)
                        .array(),
                passphrase);
    }

    /**
     * Reads the header of an encrypted archive and makes the cipher to decrypt it.
     *
     * @param in read to the end of the header
     * @throws BackupException (CHECK_FAILED) if the header is missing or damaged
     */
    static ArchiveCipher read(InputStream in, Passphrase passphrase) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        try {
            new DataInputStream(in).readFully(header);
        } catch (EOFException e) {
            throw new BackupException(Kind.CHECK_FAILED, "The archive is cut off: its header is incomplete.", e);
        }
        int iterations = ByteBuffer.wrap(header, MAGIC.length, Integer.BYTES).getInt();
        if (!isMagic(header) || iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            throw BackupException.damaged("The archive's header is damaged.");
        }
        return new ArchiveCipher(header, passphrase);
    }

    /** Tells whether an archive begins as encrypted ones do. */
    static boolean isEncrypted(Path archive) throws IOException {
        byte[] begin = new byte[MAGIC.length];
        try (DataInputStream in = new DataInputStream(Files.newInputStream(archive))) {
            in.readFully(begin);
            return isMagic(begin);
        } catch (EOFException e) {
            return false;
        }
    }

    private static boolean isMagic(byte[] begin) {
        return Arrays.equals(MAGIC, Arrays.copyOf(begin, MAGIC.length));
    }

    byte[] header() {
        return header.clone();
    }

    /** Returns an encrypted segment with its tag. */
    byte[] encrypt(int number, boolean last, byte[] bytes, int length) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, number, last).doFinal(bytes, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot encrypt: " + e, e);
        }
    }

    /**
     * Returns the plain bytes of a segment.
     *
     * @throws BackupException (CHECK_FAILED) if the segment is not the one that was written there, or the passphrase is
     *     wrong
     */
    byte[] decrypt(int number, boolean last, byte[] segment, int length) {
        if (length < TAG_BYTES) {
            // Java versions throw different exceptions for this
            throw BackupException.damaged("The archive is cut off after " + (long) number * SEGMENT_BYTES + " bytes.");
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, number, last).doFinal(segment, 0, length);
        } catch (AEADBadTagException e) {
            throw new BackupException(
                    Kind.CHECK_FAILED,
                    number == 0
                            ? "The passphrase is wrong, or the archive is damaged or cut off."
                            : "The archive is damaged or cut off after " + (long) number * SEGMENT_BYTES + " bytes.",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot decrypt: " + e, e);
        }
    }

    private Cipher cipher(int mode, int number, boolean last) throws GeneralSecurityException {
        ByteArrayOutputStream nonce = new ByteArrayOutputStream();
        nonce.write(header, HEADER_BYTES - PREFIX_BYTES, PREFIX_BYTES);
        try {
            new DataOutputStream(nonce).writeInt(number);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        nonce.write(last ? 1 : 0);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.toByteArray()));
        cipher.updateAAD(header);
        return cipher;
    }
}
