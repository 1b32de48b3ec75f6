package alien4cloud.rest.plugin;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.dao.model.GetMultipleDataResult;
import alien4cloud.plugin.PluginManager;
import alien4cloud.plugin.exception.MissingPlugingDescriptorFileException;
import alien4cloud.plugin.exception.PluginLoadingException;
import alien4cloud.rest.model.RestErrorBuilder;
import alien4cloud.rest.model.RestErrorCode;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import javax.annotation.Resource;
import javax.servlet.http.HttpServletRequest;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
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

/** Serves plugins over REST. A load that fails is answered with status 200 and error 354, as in A4C. */
@RestController
@RequestMapping(
        value = {"/rest/plugins", "/rest/v1/plugins", "/rest/latest/plugins"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class PluginController {
    @Resource
    private PluginManager pluginManager;

    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Value("${directories.alien}/${directories.upload_temp}")
    private String uploads;

    @RequestMapping(method = RequestMethod.POST)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> upload(HttpServletRequest request) throws IOException, FileUploadException {
        Path zip = Files.createTempFile(Files.createDirectories(Paths.get(uploads)), null, ".zip");
        try {
            FileItemIterator items = new ServletFileUpload().getItemIterator(request);
            if (items.hasNext()) {
                FileItemStream item = items.next();
                try (InputStream in = item.openStream()) {
                    Files.copy(in, zip, StandardCopyOption.REPLACE_EXISTING);
                }
                pluginManager.uploadPlugin(zip);
            }
            return RestResponseBuilder.<Void>builder().build();
        } catch (MissingPlugingDescriptorFileException e) {
            return error(
                    RestErrorCode.MISSING_PLUGIN_DESCRIPTOR_FILE_EXCEPTION,
                    "Your plugin don't have the META-INF/plugin.yml file.");
        } catch (PluginLoadingException e) {
            return error(RestErrorCode.ENABLE_PLUGIN_ERROR, e.getMessage());
        } finally {
            Files.delete(zip);
        }
    }

    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<GetMultipleDataResult<Map<String, Object>>> search(
            @RequestParam(required = false, defaultValue = "0") int from,
            @RequestParam(required = false, defaultValue = "20") int size) {
        return RestResponseBuilder.<GetMultipleDataResult<Map<String, Object>>>builder()
                .data(dao.page("plugin", QueryBuilders.matchAllQuery(), from, size))
                .build();
    }

    @RequestMapping(value = "/{pluginId:.+}/enable", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> enablePlugin(@PathVariable String pluginId) {
        try {
            pluginManager.enablePlugin(pluginId);
            return RestResponseBuilder.<Void>builder().build();
        } catch (PluginLoadingException e) {
            return error(RestErrorCode.UNCATEGORIZED_ERROR, e.getMessage());
        }
    }

    @RequestMapping(value = "/{pluginId:.+}/disable", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> disablePlugin(@PathVariable String pluginId) {
        pluginManager.disablePlugin(pluginId, false);
        return RestResponseBuilder.<Void>builder().build();
    }

    @RequestMapping(value = "/{pluginId:.+}", method = RequestMethod.DELETE)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> removePlugin(@PathVariable String pluginId) {
        pluginManager.disablePlugin(pluginId, true);
        return RestResponseBuilder.<Void>builder().build();
    }

    private static RestResponse<Void> error(RestErrorCode code, String message) {
        return RestResponseBuilder.<Void>builder()
                .error(RestErrorBuilder.builder(code).message(message).build())
                .build();
    }
}
