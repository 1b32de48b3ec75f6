package org.alien4cloud.plugin.backup.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.DirectoryStream.Filter;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import org.apache.lucene.mockfile.FilterFileStore;
import org.apache.lucene.mockfile.FilterFileSystemProvider;
import org.apache.lucene.mockfile.FilterPath;

/**
 * Wraps the default file system and applies a {@link Fault} below one directory. Only names that Java strings can hold
 * are supported.
 */
public final class FaultyFileSystem extends FilterFileSystemProvider {

    private final Path watched;
    private final Fault fault;

    /**
     * Wraps the default file system.
     *
     * @param watched an existing directory; paths outside it always work
     */
    public FaultyFileSystem(Path watched, Fault fault) throws IOException {
        super("faulty", FileSystems.getDefault());
        this.watched = watched.toRealPath();
        this.fault = fault;
    }

    /** Returns the same path in this file system. */
    public Path path(Path path) {
        return fileSystem.getPath(path.toAbsolutePath().toString());
    }

    private interface Action {
        void run() throws IOException;
    }

    private boolean isWatched(Path path) {
        return path != null && path.toAbsolutePath().normalize().startsWith(watched);
    }

    private void act(Act act, Path path, Path target, Action action) throws IOException {
        Path from = toDelegate(path);
        Path to = target == null ? null : toDelegate(target);
        boolean told = isWatched(from) || isWatched(to);
        if (told) {
            fault.before(act, from, to);
        }
        action.run();
        if (told) {
            fault.after(act, from, to);
        }
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        act(Act.CREATE_DIRECTORY, directory, null, () -> super.createDirectory(directory, attributes));
    }

    @Override
    public void delete(Path path) throws IOException {
        act(Act.DELETE, path, null, () -> super.delete(path));
    }

    @Override
    public boolean deleteIfExists(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        delete(path);
        return true;
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        act(Act.MOVE, source, target, () -> super.move(source, target, options));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        act(Act.LINK, existing, link, () -> super.createLink(link, existing));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        act(Act.CREATE, link, null, () -> super.createSymbolicLink(link, target, attributes));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return new FilterPath(super.readSymbolicLink(link), fileSystem);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("Nobody copies yet");
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        act(Act.SET_ATTRIBUTE, path, null, () -> super.setAttribute(path, attribute, value, options));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        V view = super.getFileAttributeView(path, type, options);
        return view == null
                ? null
                : type.cast(Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                            boolean changes = method.getName().startsWith("set") && isWatched(toDelegate(path));
                            if (changes) {
                                fault.before(Act.SET_ATTRIBUTE, toDelegate(path), null);
                            }
                            try {
                                return method.invoke(view, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            } finally {
                                if (changes) {
                                    fault.after(Act.SET_ATTRIBUTE, toDelegate(path), null);
                                }
                            }
                        }));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, Filter<? super Path> filter) throws IOException {
        act(Act.LIST, directory, null, () -> {});
        return super.newDirectoryStream(directory, filter);
    }

    @Override
    public InputStream newInputStream(Path path, OpenOption... options) throws IOException {
        return Channels.newInputStream(newFileChannel(path, new HashSet<>(Arrays.asList(options))));
    }

    @Override
    public OutputStream newOutputStream(Path path, OpenOption... options) throws IOException {
        Set<OpenOption> all = new HashSet<>(Arrays.asList(options));
        if (all.isEmpty()) {
            all.addAll(Arrays.asList(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING));
        }
        all.add(StandardOpenOption.WRITE);
        return Channels.newOutputStream(newFileChannel(path, all));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public AsynchronousFileChannel newAsynchronousFileChannel(
            Path path, Set<? extends OpenOption> options, ExecutorService executor, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException("Nobody writes asynchronously yet");
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path file = toDelegate(path);
        if (!isWatched(file)) {
            return super.newFileChannel(path, options, attributes);
        }
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        boolean creates = writes
                && !exists
                && (options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW));
        Act act = creates ? Act.CREATE : writes ? Act.OPEN_TO_WRITE : Act.OPEN_TO_READ;
        fault.before(act, file, null);
        if (writes && exists && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            fault.before(Act.TRUNCATE, file, null);
        }
        FileChannel channel = super.newFileChannel(path, options, attributes);
        fault.after(act, file, null);
        return new FaultyChannel(channel, file, options.contains(StandardOpenOption.APPEND), fault);
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        FileStore store = super.getFileStore(path);
        if (!isWatched(toDelegate(path))) {
            return store;
        }
        return new FilterFileStore(store, getScheme()) {
            @Override
            public long getUsableSpace() throws IOException {
                return fault.usableSpace(super.getUsableSpace());
            }
        };
    }
}
