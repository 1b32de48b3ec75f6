package org.alien4cloud.alm.deployment.configuration.services;

import alien4cloud.component.repository.ArtifactLocalRepository;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.annotation.Resource;
import org.springframework.stereotype.Service;

/**
 * Artifacts that a deployer gives as inputs. A4C's order: the file before is deleted, the new one stored, the set-up
 * that names it saved.
 */
@Service
public class InputArtifactService {
    private static final String ALIEN_REPOSITORY = "alien_repository";

    @Resource
    private DeploymentConfigurationDao configurations;

    @Resource
    private ArtifactLocalRepository artifacts;

    @SuppressWarnings("unchecked")
    public void updateInputArtifact(
            String applicationId, String environmentId, String inputArtifactId, InputStream data, String fileName)
            throws IOException {
        Map<String, Object> inputs = configurations.deploymentInputs(applicationId, environmentId);
        Map<String, Object> inputArtifacts =
                (Map<String, Object>) inputs.computeIfAbsent("inputArtifacts", none -> new LinkedHashMap<>());
        Map<String, Object> artifact =
                (Map<String, Object>) inputArtifacts.computeIfAbsent(inputArtifactId, none -> new LinkedHashMap<>());
        if (ALIEN_REPOSITORY.equals(artifact.get("artifactRepository"))) {
            artifacts.deleteFile((String) artifact.get("artifactRef"));
        }
        artifact.put("artifactRef", artifacts.storeFile(data));
        artifact.put("artifactName", fileName);
        artifact.put("artifactRepository", ALIEN_REPOSITORY);
        configurations.save(environmentId, inputs);
    }
}
