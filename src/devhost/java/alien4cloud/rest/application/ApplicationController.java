package alien4cloud.rest.application;

import alien4cloud.application.ApplicationService;
import alien4cloud.audit.annotation.Audit;
import alien4cloud.deployment.DeployService;
import alien4cloud.exception.InvalidArgumentException;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import alien4cloud.security.AuthorizationUtil;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import javax.annotation.Resource;
import javax.servlet.http.HttpServletRequest;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.servlet.ServletFileUpload;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.util.StreamUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Serves applications, and what belongs to them, over REST. */
@RestController
@RequestMapping(
        value = {"/rest/applications", "/rest/v1/applications", "/rest/latest/applications"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class ApplicationController {
    @Resource
    private ApplicationService applications;

    @Resource
    private DeployService deployments;

    /** {@code archiveName} becomes the id. */
    @RequestMapping(method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAnyAuthority('APPLICATIONS_MANAGER', 'ADMIN')")
    @Audit
    public RestResponse<String> create(@RequestBody Map<String, String> request) {
        String id = request.get("archiveName");
        applications.create(
                AuthorizationUtil.getCurrentUser().getName(), id, request.get("name"), request.get("description"));
        return answer(id);
    }

    @RequestMapping(value = "/{applicationId:.+}", method = RequestMethod.GET)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<Map<String, Object>> get(@PathVariable String applicationId) {
        return answer(applications.getOrFail(applicationId));
    }

    @RequestMapping(
            value = "/{applicationId:.+}",
            method = RequestMethod.PUT,
            consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Void> update(@PathVariable String applicationId, @RequestBody Map<String, String> request) {
        applications.update(applicationId, request.get("name"), request.get("description"));
        return answer(null);
    }

    @RequestMapping(value = "/{applicationId:.+}", method = RequestMethod.DELETE)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Boolean> delete(@PathVariable String applicationId) throws IOException {
        applications.delete(applicationId);
        return answer(true);
    }

    /** Answers the image's id. */
    @RequestMapping(value = "/{applicationId:.+}/image", method = RequestMethod.POST)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<String> updateImage(@PathVariable String applicationId, HttpServletRequest request)
            throws IOException, FileUploadException {
        FileItemIterator items = new ServletFileUpload().getItemIterator(request);
        if (!items.hasNext()) {
            throw new InvalidArgumentException("No image was uploaded.");
        }
        try (InputStream in = items.next().openStream()) {
            return answer(applications.updateImage(applicationId, StreamUtils.copyToByteArray(in)));
        }
    }

    /** A4C answers a page; here it is all of them. */
    @RequestMapping(value = "/{applicationId:.+}/environments/search", method = RequestMethod.POST)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<List<Map<String, Object>>> environments(@PathVariable String applicationId) {
        return answer(applications.environments(applicationId));
    }

    /** The body has {@code applicationId} and {@code applicationEnvironmentId}. */
    @RequestMapping(value = "/deployment", method = RequestMethod.POST, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Void> deploy(@RequestBody Map<String, String> request) throws IOException {
        deployments.deploy(request.get("applicationId"), request.get("applicationEnvironmentId"));
        return answer(null);
    }

    private static <T> RestResponse<T> answer(T data) {
        return RestResponseBuilder.<T>builder().data(data).build();
    }
}
