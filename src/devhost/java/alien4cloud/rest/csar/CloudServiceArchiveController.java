package alien4cloud.rest.csar;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.dao.model.GetMultipleDataResult;
import alien4cloud.exception.InvalidArgumentException;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import javax.annotation.Resource;
import javax.servlet.http.HttpServletRequest;
import org.alien4cloud.tosca.catalog.CsarService;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.servlet.ServletFileUpload;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves archives over REST. */
@RestController
@RequestMapping(
        value = {"/rest/csars", "/rest/v1/csars", "/rest/latest/csars"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class CloudServiceArchiveController {
    @Resource
    private CsarService csars;

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Value("${directories.alien}/${directories.upload_temp}")
    private String uploads;

    @RequestMapping(method = RequestMethod.POST)
    @PreAuthorize("hasAnyAuthority('COMPONENTS_MANAGER', 'ARCHITECT', 'ADMIN')")
    @Audit
    public RestResponse<Map<String, Object>> upload(HttpServletRequest request)
            throws IOException, FileUploadException {
        Path zip = Files.createTempFile(Files.createDirectories(Paths.get(uploads)), null, ".csar");
        try {
            FileItemIterator items = new ServletFileUpload().getItemIterator(request);
            if (!items.hasNext()) {
                throw new InvalidArgumentException("No file was uploaded.");
            }
            try (InputStream in = items.next().openStream()) {
                Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
            }
            return RestResponseBuilder.<Map<String, Object>>builder()
                    .data(Collections.singletonMap("csar", csars.upload(zip)))
                    .build();
        } finally {
            Files.delete(zip);
        }
    }

    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<GetMultipleDataResult<Map<String, Object>>> search(
            @RequestParam(required = false, defaultValue = "0") int from,
            @RequestParam(required = false, defaultValue = "50") int size) {
        return RestResponseBuilder.<GetMultipleDataResult<Map<String, Object>>>builder()
                .data(dao.page("csar", QueryBuilders.matchAllQuery(), from, size))
                .build();
    }

    @RequestMapping(value = "/{csarId:.+}", method = RequestMethod.DELETE)
    @PreAuthorize("hasAnyAuthority('COMPONENTS_MANAGER', 'ARCHITECT', 'ADMIN')")
    @Audit
    public RestResponse<Void> delete(@PathVariable String csarId) throws IOException {
        csars.delete(csarId);
        return RestResponseBuilder.<Void>builder().build();
    }
}
