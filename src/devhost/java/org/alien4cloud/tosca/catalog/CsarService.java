package org.alien4cloud.tosca.catalog;

import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.exception.AlreadyExistException;
import alien4cloud.exception.InvalidArgumentException;
import alien4cloud.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.annotation.Resource;
import org.alien4cloud.tosca.catalog.repository.CsarFileRepository;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.stereotype.Component;
import org.springframework.util.StreamUtils;

/**
 * Stores archives, in A4C's order of writes. Upload: archive document, files, type and topology documents. Delete:
 * topology, types and archive documents, files.
 */
@Component
public class CsarService {
    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource
    private CsarFileRepository files;

    /** Imports an archive; a SNAPSHOT replaces the one of its name and version. */
    public synchronized Map<String, Object> upload(Path zip) throws IOException {
        ToscaArchive archive = read(zip);
        boolean known = dao.find("csar", archive.id()) != null;
        if (known && !archive.isSnapshot()) {
            throw new AlreadyExistException("CSAR " + archive.id() + " already exists in the repository.");
        }
        long now = System.currentTimeMillis();
        Map<String, Object> csar = archive.csarDocument(now);
        dao.save("csar", archive.id(), csar);
        files.store(archive.name(), archive.version(), zip);
        if (known) {
            deleteContent(archive.name(), archive.version());
        }
        archive.typeDocuments(now).forEach((index, types) -> types.forEach((id, type) -> dao.save(index, id, type)));
        Map<String, Object> topology = archive.topologyDocument(now);
        if (topology != null) {
            dao.save("topology", archive.id(), topology);
        }
        return csar;
    }

    public synchronized void delete(String csarId) throws IOException {
        Map<String, Object> csar = dao.find("csar", csarId);
        if (csar == null) {
            throw new NotFoundException("Csar with id [" + csarId + "] does not exist");
        }
        String name = (String) csar.get("name");
        String version = (String) csar.get("version");
        deleteContent(name, version);
        dao.delete("csar", csarId);
        files.remove(name, version);
    }

    private void deleteContent(String name, String version) {
        dao.delete("topology", name + ":" + version);
        for (String index : ToscaArchive.typeIndices()) {
            dao.all(
                            index,
                            QueryBuilders.boolQuery()
                                    .filter(QueryBuilders.termQuery("archiveName", name))
                                    .filter(QueryBuilders.termQuery("archiveVersion", version)))
                    .forEach(type -> dao.delete(index, (String) type.get("id")));
        }
    }

    private static ToscaArchive read(Path zip) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().matches("[^/]+\\.ya?ml")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        return ToscaArchive.parse(
                                entry.getName(), StreamUtils.copyToString(in, StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (ZipException e) {
            throw new InvalidArgumentException("The archive is no zip: " + e.getMessage(), e);
        }
        throw new InvalidArgumentException("The archive has no YAML definition at its root.");
    }
}
