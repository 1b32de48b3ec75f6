package alien4cloud.audit.model;

/** Holds one line of the audit log: a document of index {@code audittrace}. */
public class AuditTrace {
    private long timestamp;
    private String category;
    private String action;
    private String actionDescription;
    private String userName;
    private String path;
    private String method;
    private String requestBody;
    private int responseStatus;
    private String sourceIp;
    private Boolean alien4CloudUI;

    public long getTimestamp() {
        return timestamp;
    }

    public void setTimestamp(long timestamp) {
        this.timestamp = timestamp;
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

    public String getActionDescription() {
        return actionDescription;
    }

    public void setActionDescription(String actionDescription) {
        this.actionDescription = actionDescription;
    }

    public String getUserName() {
        return userName;
    }

    public void setUserName(String userName) {
        this.userName = userName;
    }

    public String getPath() {
        return path;
    }

    public void setPath(String path) {
        this.path = path;
    }

    public String getMethod() {
        return method;
    }

    public void setMethod(String method) {
        this.method = method;
    }

    public String getRequestBody() {
        return requestBody;
    }

    public void setRequestBody(String requestBody) {
        this.requestBody = requestBody;
    }

    public int getResponseStatus() {
        return responseStatus;
    }

    public void setResponseStatus(int responseStatus) {
        this.responseStatus = responseStatus;
    }

    public String getSourceIp() {
        return sourceIp;
    }

    public void setSourceIp(String sourceIp) {
        this.sourceIp = sourceIp;
    }

    public Boolean getAlien4CloudUI() {
        return alien4CloudUI;
    }

    public void setAlien4CloudUI(Boolean alien4CloudUI) {
        this.alien4CloudUI = alien4CloudUI;
    }
}
