package alien4cloud.security.users.rest;

import alien4cloud.rest.model.RestErrorBuilder;
import alien4cloud.rest.model.RestErrorCode;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Tells who is calling. It is in the root context, so it answers while the full one is down. */
@RestController
@RequestMapping(
        value = {"/rest/auth", "/rest/v1/auth", "/rest/latest/auth"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class AuthController {

    @RequestMapping(value = "/status", method = RequestMethod.GET)
    public RestResponse<Map<String, Object>> getLoginStatus() {
        Authentication auth = SecurityContextHolder.getContext().getAuthentication();
        Map<String, Object> status = new LinkedHashMap<>();
        boolean logged = auth != null && auth.isAuthenticated() && !(auth instanceof AnonymousAuthenticationToken);
        status.put("isLogged", logged);
        if (auth != null) {
            status.put("username", auth.getName());
            status.put(
                    "roles",
                    auth.getAuthorities().stream()
                            .map(GrantedAuthority::getAuthority)
                            .collect(Collectors.toList()));
        }
        status.put("authSystem", "alien");
        return RestResponseBuilder.<Map<String, Object>>builder().data(status).build();
    }

    @RequestMapping(value = "/authenticationfailed", method = RequestMethod.GET)
    @ResponseStatus(HttpStatus.UNAUTHORIZED)
    public RestResponse<Void> authenticationFailed() {
        return RestResponseBuilder.<Void>builder()
                .error(RestErrorBuilder.builder(RestErrorCode.AUTHENTICATION_FAILED_ERROR)
                        .message("Authentication failed, check username and password.")
                        .build())
                .build();
    }
}
