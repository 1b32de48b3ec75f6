package alien4cloud.dao;

import javax.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** A4C's main DAO. */
@Component("alien-es-dao")
public class ElasticSearchDAO extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices(
                "capabilitytype",
                "artifacttype",
                "relationshiptype",
                "nodetype",
                "datatype",
                "primitivedatatype",
                "policytype");
        initIndices(
                "application",
                "applicationversion",
                "applicationenvironment",
                "topology",
                "csar",
                "repository",
                "serviceresource",
                "plugin",
                "pluginconfiguration",
                "metapropconfiguration",
                "orchestrator",
                "orchestratorconfiguration",
                "location",
                "locationresourcetemplate",
                "policylocationresourcetemplate");
        initIndices(
                "deployment",
                "execution",
                "executioninputs",
                "task",
                "workflowstepinstance",
                "csargitrepository",
                "deploymentinputs",
                "deploymentmatchingconfiguration",
                "orchestratordeploymentproperties",
                "dataobjectversion",
                "maintenancemodestate",
                "gitlocation");
        initIndices("suggestionentry", "simplesuggestionentry");
        initCompleted();
    }
}
