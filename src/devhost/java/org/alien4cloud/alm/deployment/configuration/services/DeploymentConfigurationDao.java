package org.alien4cloud.alm.deployment.configuration.services;

import alien4cloud.application.ApplicationService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.Yaml;

/**
 * The set-up of an environment, in no document: {@code git/<environment>/deployment_inputs.yml}, truncated and
 * rewritten in place.
 */
@Component
public class DeploymentConfigurationDao {
    private final Path git;

    public DeploymentConfigurationDao(@Value("${directories.alien}/git") String git) {
        this.git = Paths.get(git).toAbsolutePath();
    }

    /** What is there, or the beginnings of it: also when the file is empty. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> deploymentInputs(String applicationId, String environmentId) throws IOException {
        Path file = file(environmentId);
        Object read = Files.exists(file)
                ? new Yaml().load(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                : null;
        if (read != null) {
            return (Map<String, Object>) read;
        }
        Map<String, Object> inputs = new LinkedHashMap<>();
        inputs.put("versionId", applicationId + ":" + ApplicationService.VERSION);
        inputs.put("environmentId", environmentId);
        return inputs;
    }

    public void save(String environmentId, Map<String, Object> inputs) throws IOException {
        inputs.put("lastUpdateDate", System.currentTimeMillis());
        Path file = file(environmentId);
        Files.createDirectories(file.getParent());
        Files.write(file, new Yaml().dump(inputs).getBytes(StandardCharsets.UTF_8));
    }

    /** The git repository of the environment's set-up, which A4C commits at each deployment. */
    public Path environmentSetup(String applicationId, String environmentId) {
        return git.resolve(applicationId).resolve("env_setup").resolve(environmentId);
    }

    private Path file(String environmentId) {
        return git.resolve(environmentId).resolve("deployment_inputs.yml");
    }
}
