package alien4cloud.audit;

import alien4cloud.audit.model.AuditConfiguration;
import alien4cloud.audit.model.AuditTrace;
import alien4cloud.audit.model.AuditedMethod;
import alien4cloud.security.AuthorizationUtil;
import alien4cloud.security.model.User;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.annotation.Resource;
import javax.servlet.FilterChain;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.util.StreamUtils;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;

/** Writes a trace of each audited call of a logged-in user. As in A4C a JSON body is held in memory for that. */
@Component
public class AuditLogFilter extends OncePerRequestFilter implements Ordered {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLogFilter.class);

    @Resource
    private AuditService auditService;

    @Autowired
    private ApplicationContext context;

    private final ObjectMapper mapper = new ObjectMapper();

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 10;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        AuditConfiguration configuration = auditService.getAuditConfiguration();
        User user = AuthorizationUtil.getCurrentUser();
        AuditedMethod method = configuration == null || !configuration.isEnabled() || user == null
                ? null
                : auditedMethod(request, configuration);
        if (method == null) {
            chain.doFilter(request, response);
            return;
        }
        String type = request.getContentType();
        if (type == null || !type.startsWith("application/json")) {
            chain.doFilter(request, response);
            traceOrWarn(request, response, user, method, null);
            return;
        }
        byte[] body = StreamUtils.copyToByteArray(request.getInputStream());
        chain.doFilter(new BufferedBodyRequest(request, body), response);
        traceOrWarn(request, response, user, method, body);
    }

    private AuditedMethod auditedMethod(HttpServletRequest request, AuditConfiguration configuration) {
        for (HandlerMapping mapping :
                context.getBeansOfType(HandlerMapping.class).values()) {
            try {
                HandlerExecutionChain found = mapping.getHandler(request);
                if (found != null) {
                    AuditedMethod entry = found.getHandler() instanceof HandlerMethod
                            ? auditService.describe((HandlerMethod) found.getHandler())
                            : null;
                    return entry != null && configuration.isAudited(entry.getSignature()) ? entry : null;
                }
            } catch (Exception e) {
                LOG.debug("Not handled by {}: {}", mapping, e.getMessage());
            }
        }
        return null;
    }

    /**
     * What cannot be traced, such as a body that should have fields to hide and is no JSON object, does not change the
     * answer.
     */
    private void traceOrWarn(
            HttpServletRequest request, HttpServletResponse response, User user, AuditedMethod method, byte[] body) {
        try {
            trace(request, response, user, method, body);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Unable to save audit trace", e);
        }
    }

    private void trace(
            HttpServletRequest request, HttpServletResponse response, User user, AuditedMethod method, byte[] body)
            throws IOException {
        AuditTrace trace = new AuditTrace();
        trace.setTimestamp(System.currentTimeMillis());
        trace.setCategory(method.getCategory());
        trace.setAction(method.getAction());
        trace.setUserName(user.getUsername());
        trace.setPath(request.getRequestURI());
        trace.setMethod(request.getMethod());
        trace.setSourceIp(request.getRemoteAddr());
        trace.setAlien4CloudUI(request.getHeader("A4C-Agent") != null);
        trace.setResponseStatus(response.getStatus());
        if (body != null && body.length > 0) {
            trace.setRequestBody(hide(body, method.getBodyHiddenFields()));
        }
        auditService.saveAuditTrace(trace);
    }

    private String hide(byte[] body, String[] fields) throws IOException {
        if (fields.length == 0) {
            return new String(body, StandardCharsets.UTF_8);
        }
        @SuppressWarnings("unchecked")
        Map<String, Object> json = mapper.readValue(body, Map.class);
        for (String field : fields) {
            json.computeIfPresent(field, (name, value) -> "**********");
        }
        return mapper.writeValueAsString(json);
    }
}
