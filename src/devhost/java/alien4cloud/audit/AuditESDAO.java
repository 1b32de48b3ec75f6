package alien4cloud.audit;

import javax.annotation.PostConstruct;

import org.springframework.stereotype.Component;

import alien4cloud.dao.ESGenericSearchDAO;

/** The audit trail and its configuration. */
@Component("alien-audit-dao")
public class AuditESDAO extends ESGenericSearchDAO {

    @PostConstruct
    public void init() {
        initIndices("audittrace", "auditconfiguration");
        initCompleted();
    }
}
