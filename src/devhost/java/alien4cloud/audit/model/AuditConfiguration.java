package alien4cloud.audit.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Holds which methods are audited: one document of index {@code auditconfiguration}. */
public class AuditConfiguration {
    public static final String ID = "singleton";

    private boolean enabled = true;
    private final Map<String, AuditedMethod> bySignature = new TreeMap<>();

    public String getId() {
        return ID;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public Collection<AuditedMethod> getAuditedMethods() {
        return bySignature.values();
    }

    public void setAuditedMethods(Collection<AuditedMethod> methods) {
        bySignature.clear();
        methods.forEach(method -> bySignature.put(method.getSignature(), method));
    }

    /** A user's choice for a method that is known already is kept. */
    public void addIfUnknown(AuditedMethod method) {
        bySignature.putIfAbsent(method.getSignature(), method);
    }

    @JsonIgnore
    public boolean isAudited(String signature) {
        AuditedMethod method = bySignature.get(signature);
        return method != null && method.isEnabled();
    }
}
