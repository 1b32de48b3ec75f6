package alien4cloud.application;

import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.exception.AlreadyExistException;
import alien4cloud.exception.NotFoundException;
import alien4cloud.images.ImageDAO;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.annotation.Resource;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.stereotype.Service;

/**
 * Stores applications, each with one version and one environment. Does not store A4C's archive of the application's own
 * topology.
 */
@Service
public class ApplicationService {
    public static final String VERSION = "0.1.0-SNAPSHOT";
    private static final String APPLICATION = "application";
    private static final String APPLICATION_VERSION = "applicationversion";
    private static final String ENVIRONMENT = "applicationenvironment";

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource
    private ImageDAO imageDAO;

    /** Application, version, environment: A4C's order. */
    public void create(String user, String id, String name, String description) {
        if (dao.find(APPLICATION, id) != null) {
            throw new AlreadyExistException("Application " + id + " exists.");
        }
        Map<String, Object> application = document(id);
        application.put("name", name);
        application.put("description", description);
        application.put("creationDate", System.currentTimeMillis());
        Map<String, Object> role = new LinkedHashMap<>();
        role.put("key", user);
        role.put("value", Collections.singletonList("APPLICATION_MANAGER"));
        application.put("userRoles", Collections.singletonList(role));
        dao.save(APPLICATION, id, application);
        Map<String, Object> version = document(id + ":" + VERSION);
        version.put("applicationId", id);
        version.put("version", VERSION);
        version.put("released", false);
        dao.save(APPLICATION_VERSION, id + ":" + VERSION, version);
        Map<String, Object> environment = document(UUID.randomUUID().toString());
        environment.put("name", "Environment");
        environment.put("applicationId", id);
        environment.put("environmentType", "OTHER");
        environment.put("topologyVersion", VERSION);
        dao.save(ENVIRONMENT, (String) environment.get("id"), environment);
    }

    /** Fields that are null stay as they are. */
    public void update(String id, String name, String description) {
        Map<String, Object> application = getOrFail(id);
        if (name != null) {
            application.put("name", name);
        }
        if (description != null) {
            application.put("description", description);
        }
        dao.save(APPLICATION, id, application);
    }

    /** The image, then the application that names it; the image before stays, as in A4C. */
    public String updateImage(String id, byte[] image) throws IOException {
        Map<String, Object> application = getOrFail(id);
        String imageId = imageDAO.writeImage(image);
        application.put("imageId", imageId);
        dao.save(APPLICATION, id, application);
        return imageId;
    }

    /**
     * Versions, environments, application, image: A4C's order. Files below git/ that belong to the environments stay.
     */
    public void delete(String id) throws IOException {
        Map<String, Object> application = getOrFail(id);
        for (String index : new String[] {APPLICATION_VERSION, ENVIRONMENT}) {
            dao.all(index, QueryBuilders.termQuery("applicationId", id))
                    .forEach(part -> dao.delete(index, (String) part.get("id")));
        }
        dao.delete(APPLICATION, id);
        if (application.get("imageId") != null) {
            imageDAO.deleteAll((String) application.get("imageId"));
        }
    }

    public Map<String, Object> getOrFail(String id) {
        return getOrFail(APPLICATION, id);
    }

    /** @throws NotFoundException when there is none of that id, or it is another application's */
    public Map<String, Object> environmentOrFail(String applicationId, String environmentId) {
        Map<String, Object> environment = getOrFail(ENVIRONMENT, environmentId);
        if (!applicationId.equals(environment.get("applicationId"))) {
            throw new NotFoundException("Unable to find environment with id <" + environmentId + "> for application <"
                    + applicationId + ">");
        }
        return environment;
    }

    public List<Map<String, Object>> environments(String applicationId) {
        return dao.all(ENVIRONMENT, QueryBuilders.termQuery("applicationId", applicationId));
    }

    private Map<String, Object> getOrFail(String index, String id) {
        Map<String, Object> found = dao.find(index, id);
        if (found == null) {
            throw new NotFoundException("There is no " + index + " with id [" + id + "].");
        }
        return found;
    }

    private static Map<String, Object> document(String id) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("id", id);
        return document;
    }
}
