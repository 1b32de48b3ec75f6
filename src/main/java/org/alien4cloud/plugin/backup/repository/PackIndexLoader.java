package org.alien4cloud.plugin.backup.repository;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the indexes of all packs in a directory and collects the packs that cannot be used. */
final class PackIndexLoader {

    private static final Logger LOGGER = LoggerFactory.getLogger(PackIndexLoader.class);

    private final Path directory;
    private final List<Pack> packs = new ArrayList<>();
    private final Map<String, DamagedException> damagedPacks = new TreeMap<>();
    private ContentIndex index;

    PackIndexLoader(Path packsDirectory) {
        this.directory = packsDirectory;
    }

    /** Reads all indexes. If several packs hold the same content, an intact copy is indexed. */
    void load() throws IOException {
        List<String> ids = new ArrayList<>(packIds(directory));
        Collections.sort(ids);
        long total = 0;
        for (String id : ids) {
            total += fileOf(id).toFile().length();
        }
        // Most contents of A4C are a few KB: reserving room for that many avoids growing the table.
        index = new ContentIndex((int) Math.min(1 << 20, total / 4096));
        DuplicateContents copies = new DuplicateContents();
        for (String id : ids) {
            load(id, copies);
        }
        copies.replaceDamaged(index, packs);
    }

    private void load(String id, DuplicateContents copies) {
        try {
            packs.add(Pack.open(fileOf(id), new Pack.ContentIndexLoader() {
                @Override
                public void begin(Pack pack) {
                    index.reserve(pack.count());
                }

                @Override
                public void entry(ContentId content, int offset, int length) {
                    if (!index.add(content, packs.size(), offset)) {
                        copies.add(content, packs.size(), offset);
                    }
                }
            }));
        } catch (NoSuchFileException e) {
            LOGGER.debug("Another process removed the pack {}", e.getFile());
        } catch (DamagedException | IOException e) {
            DamagedException damage = e instanceof DamagedException
                    ? (DamagedException) e
                    : DamagedException.because(fileOf(id), "it cannot be read (" + e + ")", e);
            LOGGER.warn("{} Its contents count as not stored.", damage.getMessage());
            damagedPacks.put(id, damage);
        }
    }

    /** Returns the ids of all packs on disk. */
    static Set<String> packIds(Path packsDirectory) throws IOException {
        Set<String> ids = new HashSet<>();
        for (Path file : TemporaryNames.children(packsDirectory)) {
            String name = file.getFileName().toString();
            if (name.endsWith(Pack.SUFFIX) && !name.startsWith(".")) {
                ids.add(Pack.idOf(file));
            }
        }
        return ids;
    }

    private Path fileOf(String packId) {
        return directory.resolve(packId + Pack.SUFFIX);
    }

    List<Pack> packs() {
        return packs;
    }

    ContentIndex index() {
        return index;
    }

    /** Returns the packs that cannot be used, by id, each with the reason. */
    Map<String, DamagedException> damagedPacks() {
        return damagedPacks;
    }
}
