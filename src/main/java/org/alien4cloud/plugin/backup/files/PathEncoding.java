package org.alien4cloud.plugin.backup.files;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Locale;

/**
 * Converts file names of any bytes to strings and back, whatever locale the JVM was started in. Valid UTF-8 becomes its
 * text; any other byte 0xNN becomes the lone surrogate U+DCNN (as Python's "surrogateescape" does, PEP 383). The JDK
 * itself would read such names with replacement characters and then not find the file. Only its URI form of a path
 * keeps the bytes.
 */
public final class PathEncoding {

    private static final boolean JVM_USES_UTF8 = "utf-8"
            .equals(String.valueOf(System.getProperty("sun.jnu.encoding")).toLowerCase(Locale.ROOT));
    private static final char REPLACEMENT = '\uFFFD';

    private PathEncoding() {}

    /** Returns the last part of a path. */
    static String name(Path path) {
        String name = path.getFileName().toString();
        return isPlain(name, true) || !isUnix(path) ? name : decode(bytesOfName(path));
    }

    /** Returns a relative or absolute path unchanged as text; for the target of a link. */
    public static String text(Path path) {
        StringBuilder text = new StringBuilder(path.isAbsolute() ? "/" : "");
        for (int i = 0; i < path.getNameCount(); i++) {
            text.append(i == 0 ? "" : "/").append(name(path.getName(i)));
        }
        return text.toString();
    }

    /** Returns the path that {@link #text} converted to this text. */
    public static Path path(Path anyOfTheFileSystem, String text) {
        if (isPlain(text, false)) {
            return anyOfTheFileSystem.getFileSystem().getPath(text);
        }
        Path absolute =
                resolve(anyOfTheFileSystem.toAbsolutePath().getRoot(), text.startsWith("/") ? text.substring(1) : text);
        return text.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    /** Returns the path of {@code relative} (parts separated by {@code /}) below {@code directory}. */
    static Path resolve(Path directory, String relative) {
        if (isPlain(relative, false) || !isUnix(directory)) {
            return directory.resolve(relative);
        }
        StringBuilder uri = new StringBuilder(directory.toUri().getRawPath());
        if (uri.charAt(uri.length() - 1) != '/') {
            uri.append('/');
        }
        for (byte b : encode(relative)) {
            if (b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '/') {
                uri.append((char) b);
            } else {
                uri.append(String.format("%%%02X", b & 0xff));
            }
        }
        return Paths.get(URI.create("file://" + uri));
    }

    private static boolean isUnix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    /** Tells whether the JVM's own conversion of this name loses nothing. */
    private static boolean isPlain(String name, boolean decoded) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 0x80
                    && (!JVM_USES_UTF8
                            || decoded && c == REPLACEMENT
                            || c >= 0xDC80 && c <= 0xDCFF && isLone(name, i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLone(String name, int position) {
        return position == 0 || !Character.isHighSurrogate(name.charAt(position - 1));
    }

    private static byte[] bytesOfName(Path path) {
        String raw = path.toUri().getRawPath();
        int end = raw.endsWith("/") ? raw.length() - 1 : raw.length();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = raw.lastIndexOf('/', end - 1) + 1; i < end; i++) {
            if (raw.charAt(i) == '%') {
                bytes.write(Integer.parseInt(raw.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.write(raw.charAt(i));
            }
        }
        return bytes.toByteArray();
    }

    static String decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        java.nio.charset.CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        while (decoder.decode(in, out, true).isError()) {
            out.put((char) (0xDC00 + (in.get() & 0xff)));
            decoder.reset();
        }
        out.flip();
        return out.toString();
    }

    static byte[] encode(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); ) {
            int point = name.codePointAt(i);
            if (point >= 0xDC80 && point <= 0xDCFF) {
                bytes.write(point - 0xDC00);
            } else {
                try {
                    ByteBuffer utf8 =
                            StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(Character.toChars(point)));
                    bytes.write(utf8.array(), 0, utf8.limit());
                } catch (CharacterCodingException e) {
                    throw new InvalidPathException(name, "no file has such a name");
                }
            }
            i += Character.charCount(point);
        }
        return bytes.toByteArray();
    }
}
