package alien4cloud.security.spring;

import alien4cloud.rest.model.RestErrorBuilder;
import alien4cloud.rest.model.RestErrorCode;
import alien4cloud.rest.model.RestResponse;
import alien4cloud.rest.model.RestResponseBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;

/** A refused call in A4C's form: always 403, code 100 for an anonymous caller, 102 for one without the role. */
@Component
public class Alien4CloudAccessDeniedHandler implements AccessDeniedHandler {
    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        response.getWriter().write(mapper.writeValueAsString(getUnauthorizedRestError()));
        response.setStatus(HttpStatus.FORBIDDEN.value());
    }

    public RestResponse<Void> getUnauthorizedRestError() {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof AnonymousAuthenticationToken) {
            return FailureAuthenticationEntryPoint.authenticationRequired("");
        }
        return RestResponseBuilder.<Void>builder()
                .error(RestErrorBuilder.builder(RestErrorCode.UNAUTHORIZED_ERROR)
                        .message("Current user has no sufficient rights.")
                        .build())
                .build();
    }
}
