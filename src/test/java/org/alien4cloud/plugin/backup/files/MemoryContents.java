package org.alien4cloud.plugin.backup.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.alien4cloud.plugin.backup.files.capture.ContentSink;
import org.alien4cloud.plugin.backup.files.plan.ContentSource;
import org.alien4cloud.plugin.backup.io.Digests;

/** Keeps contents in memory for tests. */
public final class MemoryContents implements ContentSink, ContentSource {

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    public int stored;
    public int opened;

    @Override
    public String store(InputStream in, long size) throws IOException {
        byte[] bytes = in.readAllBytes();
        String sha256 = Digests.hex(Digests.sha256().digest(bytes));
        contents.put(sha256, bytes);
        stored++;
        return sha256;
    }

    @Override
    public boolean contains(String sha256) {
        return contents.containsKey(sha256);
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        opened++;
        return new ByteArrayInputStream(contents.get(sha256));
    }

    public byte[] bytes(String sha256) {
        return contents.get(sha256);
    }

    public void put(String sha256, byte[] bytes) {
        contents.put(sha256, bytes);
    }

    public void forget(String sha256) {
        contents.remove(sha256);
    }
}
