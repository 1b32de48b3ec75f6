package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.apache.lucene.mockfile.FilterFileChannel;

/** Represents an open file of a {@link FaultyFileSystem}. */
final class FaultyChannel extends FilterFileChannel {

    /** Writes a buffer, at the channel's position or elsewhere. */
    private interface Write {
        int write(ByteBuffer part) throws IOException;
    }

    private final Path file;
    private final boolean appends;
    private final Fault fault;

    FaultyChannel(FileChannel channel, Path file, boolean appends, Fault fault) {
        super(channel);
        this.file = file;
        this.appends = appends;
        this.fault = fault;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return write(source, appends ? size() : position(), super::write);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        return write(source, position, part -> super.write(part, position));
    }

    private int write(ByteBuffer source, long position, Write write) throws IOException {
        int length = source.remaining();
        if (length == 0) {
            return 0;
        }
        int allowed = fault.before(file, length, Math.max(0, position + length - size()));
        ByteBuffer part = source.duplicate();
        part.limit(source.position() + allowed);
        int written = write.write(part);
        source.position(source.position() + written);
        fault.after(Act.WRITE, file, null);
        return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long written = 0;
        for (int i = offset; i < offset + length; i++) {
            while (sources[i].hasRemaining()) {
                written += write(sources[i]);
            }
        }
        return written;
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("Nobody transfers yet");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("Nobody maps yet");
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        if (size < size()) {
            fault.before(Act.TRUNCATE, file, null);
            super.truncate(size);
            fault.after(Act.TRUNCATE, file, null);
        }
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        fault.before(Act.FORCE, file, null);
        super.force(metaData);
        fault.after(Act.FORCE, file, null);
    }
}
