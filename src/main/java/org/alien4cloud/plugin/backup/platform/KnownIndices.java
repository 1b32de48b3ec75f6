package org.alien4cloud.plugin.backup.platform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.Client;

/** Names the indices that Alien4Cloud 3.7.0 itself creates, and finds which of them exist. */
final class KnownIndices {

    private static final List<String> NAMES =
            Arrays.asList(("application applicationenvironment applicationversion artifacttype auditconfiguration"
                            + " audittrace capabilitytype csar csargitrepository dataobjectversion datatype deployment deploymentinputs"
                            + " deploymentmatchingconfiguration deploymenttopology deploymentunprocessedtopology execution executioninputs gitlocation group"
                            + " imagedata location locationresourcetemplate metapropconfiguration nodetype orchestrator orchestratorconfiguration"
                            + " orchestratordeploymentproperties paasdeploymentlog paasdeploymentstatusmonitorevent"
                            + " paasinstancepersistentresourcemonitorevent paasinstancestatemonitorevent paasmessagemonitorevent paasworkflowcancelledevent"
                            + " paasworkflowfailedevent paasworkflowmonitorevent paasworkflowstartedevent paasworkflowstepmonitorevent"
                            + " paasworkflowsucceededevent plugin pluginconfiguration policylocationresourcetemplate policytype primitivedatatype"
                            + " relationshiptype repository serviceresource simplesuggestionentry suggestionentry task taskcancelledevent taskfailedevent"
                            + " tasksentevent taskstartedevent tasksucceededevent topology user workflowstepcompletedevent workflowstepinstance"
                            + " workflowstepstartedevent")
                    .split(" "));

    private KnownIndices() {}

    /** Returns all of them and those of plugins, sorted. */
    static List<String> with(Collection<String> more) {
        TreeSet<String> names = new TreeSet<>(NAMES);
        names.addAll(more);
        return new ArrayList<>(names);
    }

    /**
     * Returns those that exist, sorted.
     *
     * @param more indices of plugins
     */
    static List<String> present(Client elasticsearch, Collection<String> more) {
        List<String> names = with(more);
        TreeSet<String> present = new TreeSet<>(Arrays.asList(elasticsearch
                .admin()
                .cluster()
                .prepareState()
                .clear()
                .setMetaData(true)
                .setIndices(names.toArray(new String[0]))
                .setIndicesOptions(IndicesOptions.lenientExpandOpen())
                .get()
                .getState()
                .metaData()
                .getConcreteAllIndices()));
        present.retainAll(names);
        return new ArrayList<>(present);
    }
}
