package alien4cloud.audit;

import alien4cloud.audit.model.AuditConfiguration;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.annotation.PostConstruct;
import javax.annotation.Resource;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Keeps the audit configuration in step with the controllers that come: one write for the root's, one for the full
 * context's, one for each plugin's.
 */
@RestController
@RequestMapping(
        value = {"/rest/audit", "/rest/v1/audit", "/rest/latest/audit"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class AuditController {
    @Resource
    private AuditService auditService;

    @Resource(name = "alien-audit-dao")
    private AuditESDAO dao;

    @Resource
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    private final Set<RequestMappingHandlerMapping> registered = ConcurrentHashMap.newKeySet();

    @PostConstruct
    public void postConstruct() {
        if (auditService.getAuditConfiguration() == null) {
            auditService.saveAuditConfiguration(new AuditConfiguration());
        }
        register(requestMappingHandlerMapping);
    }

    public void register(RequestMappingHandlerMapping mapping) {
        registered.add(mapping);
        AuditConfiguration configuration = auditService.getAuditConfiguration();
        mapping.getHandlerMethods().values().stream()
                .map(auditService::describe)
                .filter(entry -> entry != null)
                .forEach(configuration::addIfUnknown);
        auditService.saveAuditConfiguration(configuration);
    }

    public void unRegister(RequestMappingHandlerMapping mapping) {
        if (mapping != null) {
            registered.remove(mapping);
        }
    }

    @RequestMapping(value = "/search", method = RequestMethod.POST)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Object> search() {
        return RestResponseBuilder.<Object>builder()
                .data(dao.page("audittrace", QueryBuilders.matchAllQuery(), 0, 100))
                .build();
    }

    @RequestMapping(value = "/configuration", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<AuditConfiguration> getAuditConfiguration() {
        return RestResponseBuilder.<AuditConfiguration>builder()
                .data(auditService.getAuditConfiguration())
                .build();
    }
}
