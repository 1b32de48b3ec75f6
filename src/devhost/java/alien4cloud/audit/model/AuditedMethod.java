package alien4cloud.audit.model;

/** Holds one entry of the audit configuration. */
public class AuditedMethod {
    private String signature;
    private String method;
    private String category;
    private String action;
    private String[] bodyHiddenFields = {};
    private boolean enabled;

    public String getSignature() {
        return signature;
    }

    public void setSignature(String signature) {
        this.signature = signature;
    }

    public String getMethod() {
        return method;
    }

    public void setMethod(String method) {
        this.method = method;
    }

    public String getCategory() {
        return category;
    }

    public void setCategory(String category) {
        this.category = category;
    }

    public String getAction() {
        return action;
    }

    public void setAction(String action) {
        this.action = action;
    }

    public String[] getBodyHiddenFields() {
        return bodyHiddenFields;
    }

    public void setBodyHiddenFields(String[] bodyHiddenFields) {
        this.bodyHiddenFields = bodyHiddenFields;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }
}
