package org.alien4cloud.tosca.editor;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.io.IOException;
import java.util.Map;
import javax.annotation.Resource;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Serves the topology editor: reads and changes topologies in its cache, and saves them. */
@RestController
@RequestMapping(
        value = {"/rest/editor", "/rest/v1/editor", "/rest/latest/editor"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class EditorController {
    @Resource
    private EditionContextManager editions;

    @RequestMapping(value = "/{topologyId:.+}", method = RequestMethod.GET)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<Map<String, Object>> get(@PathVariable String topologyId) {
        return answer(editions.topology(topologyId));
    }

    @RequestMapping(value = "/{topologyId:.+}", method = RequestMethod.PUT, consumes = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<Map<String, Object>> execute(
            @PathVariable String topologyId, @RequestBody Map<String, Object> changes) {
        return answer(editions.execute(topologyId, changes));
    }

    @RequestMapping(value = "/{topologyId:.+}", method = RequestMethod.POST)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Map<String, Object>> save(@PathVariable String topologyId) throws IOException {
        return answer(editions.save(topologyId));
    }

    private static RestResponse<Map<String, Object>> answer(Map<String, Object> topology) {
        return RestResponseBuilder.<Map<String, Object>>builder().data(topology).build();
    }
}
