package alien4cloud.rest.deployment;

import alien4cloud.application.ApplicationService;
import alien4cloud.audit.annotation.Audit;
import alien4cloud.exception.InvalidArgumentException;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import javax.annotation.Resource;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.alm.deployment.configuration.services.DeploymentConfigurationDao;
import org.alien4cloud.alm.deployment.configuration.services.InputArtifactService;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.servlet.ServletFileUpload;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Serves the deployment set-up of an environment. A4C answers the prepared deployment; here it is the saved set-up. */
@RestController
@RequestMapping(
        value = {
            "/rest/applications/{appId}/environments/{environmentId}/deployment-topology",
            "/rest/v1/applications/{appId}/environments/{environmentId}/deployment-topology",
            "/rest/latest/applications/{appId}/environments/{environmentId}/deployment-topology"
        },
        produces = MediaType.APPLICATION_JSON_VALUE)
public class DeploymentTopologyController {
    @Resource
    private ApplicationService applications;

    @Resource
    private DeploymentConfigurationDao configurations;

    @Resource
    private InputArtifactService inputArtifacts;

    /** The body has {@code inputProperties}. */
    @RequestMapping(method = RequestMethod.PUT, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Map<String, Object>> update(
            @PathVariable String appId, @PathVariable String environmentId, @RequestBody Map<String, Object> request)
            throws IOException {
        applications.environmentOrFail(appId, environmentId);
        Map<String, Object> inputs = configurations.deploymentInputs(appId, environmentId);
        inputs.put("inputs", request.get("inputProperties"));
        configurations.save(environmentId, inputs);
        return answer(inputs);
    }

    @RequestMapping(value = "/inputArtifacts/{inputArtifactId}/upload", method = RequestMethod.POST)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<Map<String, Object>> uploadInputArtifact(
            @PathVariable String appId,
            @PathVariable String environmentId,
            @PathVariable String inputArtifactId,
            HttpServletRequest request)
            throws IOException, FileUploadException {
        applications.environmentOrFail(appId, environmentId);
        FileItemIterator items = new ServletFileUpload().getItemIterator(request);
        if (!items.hasNext()) {
            throw new InvalidArgumentException("No file was uploaded.");
        }
        FileItemStream item = items.next();
        try (InputStream in = item.openStream()) {
            inputArtifacts.updateInputArtifact(appId, environmentId, inputArtifactId, in, item.getName());
        }
        return answer(configurations.deploymentInputs(appId, environmentId));
    }

    private static RestResponse<Map<String, Object>> answer(Map<String, Object> inputs) {
        return RestResponseBuilder.<Map<String, Object>>builder().data(inputs).build();
    }
}
