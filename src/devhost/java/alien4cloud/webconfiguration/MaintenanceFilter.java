package alien4cloud.webconfiguration;

import alien4cloud.rest.model.RestErrorBuilder;
import alien4cloud.rest.model.RestErrorCode;
import alien4cloud.rest.model.RestResponseBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.servlet.Filter;
import javax.servlet.FilterChain;
import javax.servlet.FilterConfig;
import javax.servlet.ServletException;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.alien4cloud.server.MaintenanceModeService;

/**
 * Answers 503 with code 0 while maintenance mode is on, but for URLs that <em>contain</em> one of a few paths. It lives
 * in the root context and asks the service of the full one: while the full context is down, nothing is in maintenance
 * and callers get 404 instead.
 */
public class MaintenanceFilter implements Filter {
    private final List<String> passing = new ArrayList<>();
    private volatile MaintenanceModeService maintenanceModeService;
    private String refusal;

    public void setMaintenanceModeService(MaintenanceModeService maintenanceModeService) {
        this.maintenanceModeService = maintenanceModeService;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        for (String path : Arrays.asList("/maintenance", "/modules", "/auth", "/admin/health", "/configuration")) {
            passing.addAll(Arrays.asList("/rest" + path, "/rest/v1" + path, "/rest/latest" + path));
        }
        try {
            refusal = new ObjectMapper()
                    .writeValueAsString(RestResponseBuilder.<Void>builder()
                            .error(RestErrorBuilder.builder(RestErrorCode.MAINTENANCE)
                                    .message("Maintenance mode is enabled.")
                                    .build())
                            .build());
        } catch (IOException e) {
            throw new ServletException(e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        MaintenanceModeService service = maintenanceModeService;
        if (service != null && service.isMaintenanceModeEnabled()) {
            String url = ((HttpServletRequest) request).getRequestURL().toString();
            if (passing.stream().noneMatch(url::contains)) {
                response.getWriter().write(refusal);
                ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
        // nothing is held
    }
}
