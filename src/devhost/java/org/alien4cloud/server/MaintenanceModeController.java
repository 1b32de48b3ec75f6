package org.alien4cloud.server;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import alien4cloud.security.AuthorizationUtil;
import alien4cloud.security.model.Role;
import java.util.Map;
import javax.annotation.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Switches maintenance mode by hand. */
@RestController
@RequestMapping(
        value = {"/rest/maintenance", "/rest/v1/maintenance", "/rest/latest/maintenance"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class MaintenanceModeController {
    @Resource
    private MaintenanceModeService maintenanceModeService;

    @RequestMapping(method = RequestMethod.POST)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Void> enable() {
        AuthorizationUtil.checkHasOneRoleIn(Role.ADMIN);
        maintenanceModeService.enable(AuthorizationUtil.getCurrentUser().getName());
        return RestResponseBuilder.<Void>builder().build();
    }

    @RequestMapping(method = RequestMethod.PUT, consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Void> update(@RequestBody Map<String, Object> body) {
        AuthorizationUtil.checkHasOneRoleIn(Role.ADMIN);
        maintenanceModeService.update(
                AuthorizationUtil.getCurrentUser().getName(), (String) body.get("message"), (Integer)
                        body.get("progressPercentage"));
        return RestResponseBuilder.<Void>builder().build();
    }

    @RequestMapping(method = RequestMethod.GET)
    @PreAuthorize("isAuthenticated()")
    public RestResponse<MaintenanceModeState> get() {
        return RestResponseBuilder.<MaintenanceModeState>builder()
                .data(maintenanceModeService.getMaintenanceModeState())
                .build();
    }

    @RequestMapping(method = RequestMethod.DELETE)
    @PreAuthorize("isAuthenticated()")
    @Audit
    public RestResponse<Void> disable() {
        AuthorizationUtil.checkHasOneRoleIn(Role.ADMIN);
        maintenanceModeService.disable();
        return RestResponseBuilder.<Void>builder().build();
    }
}
