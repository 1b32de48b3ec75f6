package alien4cloud.deployment;

import alien4cloud.application.ApplicationService;
import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.dao.MonitorESDAO;
import alien4cloud.git.RepositoryManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.annotation.Resource;
import org.alien4cloud.alm.deployment.configuration.services.DeploymentConfigurationDao;
import org.springframework.stereotype.Service;

/**
 * Records a deployment; nothing is deployed. A4C's order: the set-up is committed, then the documents are saved, the
 * second of which names the input artifacts.
 */
@Service
public class DeployService {
    @Resource
    private ApplicationService applications;

    @Resource
    private DeploymentConfigurationDao configurations;

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource(name = "alien-monitor-es-dao")
    private MonitorESDAO monitorDao;

    public void deploy(String applicationId, String environmentId) throws IOException {
        Map<String, Object> application = applications.getOrFail(applicationId);
        applications.environmentOrFail(applicationId, environmentId);
        Map<String, Object> inputs = configurations.deploymentInputs(applicationId, environmentId);
        Path setUp = configurations.environmentSetup(applicationId, environmentId);
        RepositoryManager.createIfMissing(setUp, null);
        RepositoryManager.commitAll(setUp, "Deployment of " + environmentId);
        String id = UUID.randomUUID().toString();
        Map<String, Object> deployment = new LinkedHashMap<>();
        deployment.put("id", id);
        deployment.put("sourceId", applicationId);
        deployment.put("sourceName", application.get("name"));
        deployment.put("sourceType", "APPLICATION");
        deployment.put("environmentId", environmentId);
        deployment.put("startDate", System.currentTimeMillis());
        dao.save("deployment", id, deployment);
        Map<String, Object> topology = new LinkedHashMap<>();
        topology.put("id", id);
        topology.put("environmentId", environmentId);
        topology.put("versionId", inputs.get("versionId"));
        topology.put("uploadedInputArtifacts", inputs.get("inputArtifacts"));
        monitorDao.save("deploymenttopology", id, topology);
    }
}
