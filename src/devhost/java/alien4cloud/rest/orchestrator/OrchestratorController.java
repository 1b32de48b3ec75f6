package alien4cloud.rest.orchestrator;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.dao.ElasticSearchDAO;
import alien4cloud.dao.model.GetMultipleDataResult;
import alien4cloud.orchestrators.services.OrchestratorStateService;
import alien4cloud.paas.OrchestratorPluginService;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.util.Map;
import javax.annotation.Resource;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Serves orchestrators over REST; {@code monitorStuck} in the answer is the dev host's own. */
@RestController
@RequestMapping(
        value = {"/rest/orchestrators", "/rest/v1/orchestrators", "/rest/latest/orchestrators"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class OrchestratorController {
    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @Resource
    private OrchestratorStateService states;

    @Resource
    private OrchestratorPluginService orchestrators;

    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<GetMultipleDataResult<Map<String, Object>>> search() {
        return RestResponseBuilder.<GetMultipleDataResult<Map<String, Object>>>builder()
                .data(dao.page("orchestrator", QueryBuilders.matchAllQuery(), 0, 100))
                .build();
    }

    @RequestMapping(value = "/{id}", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Map<String, Object>> get(@PathVariable String id) {
        Map<String, Object> orchestrator = states.getOrFail(id);
        orchestrator.put("monitorStuck", orchestrators.isStuck(id));
        return RestResponseBuilder.<Map<String, Object>>builder()
                .data(orchestrator)
                .build();
    }

    @RequestMapping(value = "/{id}/instance", method = RequestMethod.POST)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> enable(@PathVariable String id) {
        states.enable(id);
        return RestResponseBuilder.<Void>builder().build();
    }

    @RequestMapping(value = "/{id}/instance", method = RequestMethod.DELETE)
    @PreAuthorize("hasAuthority('ADMIN')")
    @Audit
    public RestResponse<Void> disable(@PathVariable String id) {
        states.disable(id);
        return RestResponseBuilder.<Void>builder().build();
    }
}
