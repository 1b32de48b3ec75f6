package alien4cloud.audit;

import alien4cloud.dao.ESGenericSearchDAO;
import javax.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** Stores the audit trail and its configuration. */
@Component("alien-audit-dao")
public class AuditESDAO extends ESGenericSearchDAO {

    @PostConstruct
    public void init() {
        initIndices("audittrace", "auditconfiguration");
        initCompleted();
    }
}
