package org.alien4cloud.plugin.backup.platform;

import alien4cloud.audit.AuditService;
import alien4cloud.audit.model.AuditConfiguration;
import alien4cloud.audit.model.AuditTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to Alien4Cloud's audit log. Alien4Cloud itself only records REST calls, so of a long operation only the
 * beginning.
 */
final class LiveAudit {

    private static final Logger LOG = LoggerFactory.getLogger(LiveAudit.class);
    private static final String CATEGORY = "Backup";
    private static final int DONE = 200;
    private static final int FAILED = 500;

    private final AuditService audit;

    LiveAudit(AuditService audit) {
        this.audit = audit;
    }

    /** Adds an entry. A failure is reported in the server's log, and stops nothing. */
    void record(String user, String action, String description, boolean succeeded) {
        try {
            save(user, action, description, succeeded);
        } catch (RuntimeException e) {
            LOG.warn("Backup: the audit log could not be written; missing: {} by {}", description, user, e);
        }
    }

    private void save(String user, String action, String description, boolean succeeded) {
        AuditConfiguration configuration = audit.getAuditConfiguration();
        if (configuration == null || !configuration.isEnabled()) {
            return;
        }
        AuditTrace trace = new AuditTrace();
        trace.setTimestamp(System.currentTimeMillis());
        trace.setCategory(CATEGORY);
        trace.setAction(action);
        trace.setActionDescription(description);
        trace.setUserName(user);
        trace.setResponseStatus(succeeded ? DONE : FAILED);
        // Alien4Cloud fails on a trace without it
        trace.setAlien4CloudUI(false);
        audit.saveAuditTrace(trace);
    }
}
