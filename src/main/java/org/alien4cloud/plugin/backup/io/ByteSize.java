package org.alien4cloud.plugin.backup.io;

import java.util.Locale;

/** Formats sizes for people, in IEC units: {@code 512 bytes}, {@code 4.0 KiB}, {@code 78 GiB}. */
public final class ByteSize {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    /** From here on {@code %.1f} would print two digits before the point. */
    private static final double TWO_DIGITS = 9.95;
    /** From here on {@code %.0f} would print 1024. */
    private static final double NEXT_UNIT = 1023.5;

    private ByteSize() {}

    /** Returns a size in the largest unit of which it has at least one, rounded; with one decimal place below ten. */
    public static String of(long bytes) {
        if (bytes < 1024) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        double value = bytes / 1024.0;
        int unit = 0;
        while (value >= NEXT_UNIT && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < TWO_DIGITS ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** Returns a size to the byte: {@code 1,020,000 bytes}. */
    public static String exact(long bytes) {
        return String.format(Locale.ROOT, "%,d bytes", bytes);
    }
}
