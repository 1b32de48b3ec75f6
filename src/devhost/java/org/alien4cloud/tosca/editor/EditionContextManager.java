package org.alien4cloud.tosca.editor;

import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.exception.NotFoundException;
import alien4cloud.git.RepositoryManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.annotation.Resource;
import org.alien4cloud.tosca.catalog.repository.CsarFileRepository;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.Yaml;

/**
 * Manages the editor's cache: a topology once read is kept for 30 minutes, whatever happens to its document, and a save
 * writes it over the document. It dies with the full context and with nothing else.
 */
@Component
public class EditionContextManager {
    private static final long KEEP_MILLIS = TimeUnit.MINUTES.toMillis(30);

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource
    private CsarFileRepository files;

    private final Map<String, Edition> editions = new HashMap<>();

    public synchronized Map<String, Object> topology(String id) {
        return edition(id).topology;
    }

    /** Changes fields of the topology in the cache only. */
    public synchronized Map<String, Object> execute(String id, Map<String, Object> changes) {
        Edition edition = edition(id);
        edition.topology.putAll(changes);
        return edition.topology;
    }

    /** Writes the files in place, then the zip, then the document, then commits: A4C's order. */
    public synchronized Map<String, Object> save(String id) throws IOException {
        Map<String, Object> topology = edition(id).topology;
        topology.put("lastUpdateDate", System.currentTimeMillis());
        String name = (String) topology.get("archiveName");
        String version = (String) topology.get("archiveVersion");
        Path expanded = files.expanded(name, version);
        boolean hasFiles = Files.isDirectory(expanded);
        if (hasFiles) {
            RepositoryManager.createIfMissing(expanded, "TOSCA topology created by Alien4Cloud.");
            Files.write(
                    expanded.resolve("topology.edited.yml"),
                    new Yaml().dump(topology.get("nodeTemplates")).getBytes(StandardCharsets.UTF_8));
            files.updateFromExpanded(name, version);
        }
        dao.save("topology", id, topology);
        if (hasFiles) {
            RepositoryManager.commitAll(expanded, "Edit " + id);
        }
        return topology;
    }

    private Edition edition(String id) {
        long now = System.currentTimeMillis();
        editions.values().removeIf(edition -> now - edition.lastUse > KEEP_MILLIS);
        Edition edition = editions.computeIfAbsent(id, missing -> {
            Map<String, Object> topology = dao.find("topology", id);
            if (topology == null) {
                throw new NotFoundException("Topology [" + id + "] cannot be found");
            }
            return new Edition(topology);
        });
        edition.lastUse = now;
        return edition;
    }

    private static final class Edition {
        private final Map<String, Object> topology;
        private long lastUse = System.currentTimeMillis();

        private Edition(Map<String, Object> topology) {
            this.topology = topology;
        }
    }
}
