package org.alien4cloud.plugin.backup.rest;

import alien4cloud.rest.model.RestErrorCode;
import io.swagger.annotations.ApiOperation;
import java.io.IOException;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers every call on the plugin's paths that no other method handles: a wrong HTTP method, a body that is not JSON,
 * an unknown path. Without it, Alien4Cloud would answer these with status 500 and a stack trace. Its patterns all end
 * in {@code **}: Spring would consider an exact pattern as good a match as the intended method.
 */
@RestController
public class FallbackController extends BaseController {

    private static final Pattern TAKES_JSON = Pattern.compile(
            ".*/backups(/[^/]+/(restore|verify|archive)|/uploads(/[^/]+/complete)?|/settings/preview)?/?");
    private static final Pattern KNOWN = Pattern.compile(
            ".*/backups(/[^/]+(/(restore|verify|impact|files|log|archive))?|/archive|/copy|/uploads(/[^/]+(/complete)?)?|/operations(/[^/]+(/log)?)?|/settings(/preview|/defaults)?|/health)?/?|.*/maintenance/backup-operation/?");

    @ApiOperation(value = "Not a call.", hidden = true)
    @RequestMapping({
        "/rest/backups/**",
        "/rest/v1/backups/**",
        "/rest/latest/backups/**",
        "/rest/maintenance/backup-operation/**",
        "/rest/v1/maintenance/backup-operation/**",
        "/rest/latest/maintenance/backup-operation/**"
    })
    @PreAuthorize("hasAuthority('ADMIN')")
    public void noSuchCall(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        if (!KNOWN.matcher(path).matches()) {
            error(
                    response,
                    HttpStatus.NOT_FOUND,
                    RestErrorCode.NOT_FOUND_ERROR,
                    "The backup plugin has no such call. See the API documentation.");
        } else if ("POST".equals(request.getMethod())
                && TAKES_JSON.matcher(path).matches()) {
            error(
                    response,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    RestErrorCode.ILLEGAL_PARAMETER,
                    "Send the request's body with the header Content-Type: application/json.");
        } else {
            error(
                    response,
                    HttpStatus.METHOD_NOT_ALLOWED,
                    RestErrorCode.UNSUPPORTED_OPERATION_ERROR,
                    request.getMethod() + " is not possible on this path; see the API documentation.");
        }
    }
}
