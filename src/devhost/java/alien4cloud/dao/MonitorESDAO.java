package alien4cloud.dao;

import javax.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/**
 * What the monitors of the orchestrators write. It lives in the root context, so its users can outlive the full one.
 */
@Component("alien-monitor-es-dao")
public class MonitorESDAO extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices("deploymenttopology", "deploymentunprocessedtopology");
        initIndices(
                "paasdeploymentstatusmonitorevent",
                "paasinstancestatemonitorevent",
                "paasmessagemonitorevent",
                "paasinstancepersistentresourcemonitorevent",
                "paasworkflowstepmonitorevent",
                "paasworkflowmonitorevent",
                "paasworkflowsucceededevent",
                "paasworkflowfailedevent",
                "paasworkflowcancelledevent",
                "paasworkflowstartedevent",
                "tasksentevent",
                "taskstartedevent",
                "tasksucceededevent",
                "taskfailedevent",
                "taskcancelledevent",
                "workflowstepstartedevent",
                "workflowstepcompletedevent");
        initIndices("paasdeploymentlog");
        initCompleted();
    }
}
