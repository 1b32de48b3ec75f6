package alien4cloud.audit;

import alien4cloud.audit.annotation.Audit;
import alien4cloud.audit.model.AuditConfiguration;
import alien4cloud.audit.model.AuditTrace;
import alien4cloud.audit.model.AuditedMethod;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.UUID;
import javax.annotation.Resource;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.method.HandlerMethod;

/**
 * Writes the audit trail. As in A4C, the configuration is read once and cached for the life of the process, across
 * changes of the full context, and is saved from that cache again whenever controllers come: a configuration that was
 * restored underneath would be overwritten.
 */
@Component
public class AuditService {
    @Resource(name = "alien-audit-dao")
    private AuditESDAO dao;

    private final ObjectMapper mapper = new ObjectMapper();
    private AuditConfiguration auditConfiguration;

    public synchronized AuditConfiguration getAuditConfiguration() {
        if (auditConfiguration == null) {
            auditConfiguration = dao.findById(AuditConfiguration.class, AuditConfiguration.ID);
        }
        return auditConfiguration;
    }

    public synchronized void saveAuditConfiguration(AuditConfiguration configuration) {
        dao.save(AuditConfiguration.class, AuditConfiguration.ID, configuration);
        auditConfiguration = configuration;
    }

    /**
     * As in A4C it fails on a trace that does not say whether it comes from the page, if the log file for traces is on.
     */
    public void saveAuditTrace(AuditTrace trace) {
        trace.getAlien4CloudUI().toString();
        dao.save("audittrace", UUID.randomUUID().toString(), mapper.convertValue(trace, Map.class));
    }

    /** The method's entry, or null when its mapping names no HTTP method. */
    AuditedMethod describe(HandlerMethod handler) {
        RequestMapping mapping = AnnotationUtils.findAnnotation(handler.getMethod(), RequestMapping.class);
        if (mapping == null || mapping.method().length != 1) {
            return null;
        }
        Audit audit = annotationOf(handler);
        String owner = handler.getMethod().getDeclaringClass().getSimpleName().replaceFirst("(?<=.)Controller$", "");
        AuditedMethod entry = new AuditedMethod();
        entry.setSignature(handler.getMethod().toGenericString());
        entry.setMethod(mapping.method()[0].name());
        entry.setCategory(audit == null || audit.category().isEmpty() ? owner : audit.category());
        entry.setAction(
                audit == null || audit.action().isEmpty() ? handler.getMethod().getName() : audit.action());
        entry.setBodyHiddenFields(audit == null ? new String[0] : audit.bodyHiddenFields());
        Audit own = handler.getMethodAnnotation(Audit.class);
        entry.setEnabled(own != null && own.enabledByDefault());
        return entry;
    }

    private static Audit annotationOf(HandlerMethod handler) {
        Audit own = handler.getMethodAnnotation(Audit.class);
        return own != null
                ? own
                : AnnotationUtils.findAnnotation(handler.getMethod().getDeclaringClass(), Audit.class);
    }
}
