package org.alien4cloud.plugin.backup.io;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class ByteSizeTest {

    @Test
    public void countsSmallSizesInBytes() {
        assertEquals("0 bytes", ByteSize.of(0));
        assertEquals("1 byte", ByteSize.of(1));
        assertEquals("1023 bytes", ByteSize.of(1023));
    }

    @Test
    public void showsOneDecimalPlaceBelowTen() {
        assertEquals("1.0 KiB", ByteSize.of(1024));
        assertEquals("4.0 KiB", ByteSize.of(4096));
        assertEquals("9.9 KiB", ByteSize.of(10_188));
        assertEquals("10 KiB", ByteSize.of(10_189));
        assertEquals("78 GiB", ByteSize.of(78L << 30));
    }

    @Test
    public void roundsUpIntoTheNextUnit() {
        assertEquals("1023 KiB", ByteSize.of((1 << 20) - 513));
        assertEquals("1.0 MiB", ByteSize.of((1 << 20) - 512));
        assertEquals("8.0 EiB", ByteSize.of(Long.MAX_VALUE));
    }

    @Test
    public void tellsEachByteIfAsked() {
        assertEquals("1,020,000 bytes", ByteSize.exact(1_020_000));
    }
}
