package org.alien4cloud.plugin.backup.impact;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.Change;
import org.alien4cloud.plugin.backup.model.ChangeCount;
import org.alien4cloud.plugin.backup.model.ImpactWarning;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.bytes.BytesReference;
import org.junit.Test;

public class ImpactCalculatorTest {

    private final ImpactCalculator calculator = new ImpactCalculator("ann", "/old data");

    private static BytesReference json(String source) {
        return source == null ? null : new BytesArray(source.replace('\'', '"'));
    }

    /** The document changes from {@code now} to {@code then}; null where there is none. */
    private void change(String index, String id, String now, String then) {
        calculator.document(
                Change.of(then != null, now != null),
                index,
                id,
                ImpactCalculator.item(index, id, json(now)),
                ImpactCalculator.item(index, id, json(then)),
                then == null ? 0 : then.length());
    }

    private void assertWarnings(String... expected) {
        List<String> warnings = new ArrayList<>();
        for (ImpactWarning warning : calculator.warnings()) {
            warnings.add(warning.id() + (warning.blocking() ? "!" : "") + " " + warning.items());
        }
        assertEquals(Arrays.asList(expected), warnings);
    }

    @Test
    public void warnsOfDeploymentsThatWouldBeForgotten() {
        change("deployment", "d1", "{'sourceName':'shop','orchestratorId':'o'}", null);
        change(
                "deployment",
                "d2",
                "{'sourceName':'bank','orchestratorId':'o'}",
                "{'sourceName':'bank','orchestratorId':'o','endDate':7}");
        change("deployment", "d3", "{'sourceName':'past','endDate':7}", null);
        change("deployment", "d4", "{'sourceName':'runs','endDate':null}", "{'sourceName':'runs','note':'other'}");
        assertWarnings(
                "running-deployments! [shop (d1) on orchestrator o, bank (d2) on orchestrator o]",
                "lost [deployment shop (d1), deployment past (d3)]");
        assertEquals(2, calculator.warnings().get(0).count());
    }

    @Test
    public void warnsOfDeploymentsThatHaveEndedSince() {
        change("deployment", "d1", null, "{'sourceName':'shop','orchestratorId':'o'}");
        change("deployment", "d2", "{'sourceName':'bank','endDate':7}", "{'sourceName':'bank'}");
        change("deployment", "d3", null, "{'sourceName':'past','endDate':7}");
        assertWarnings("ended-deployments [shop (d1) on orchestrator o, bank (d2) on orchestrator ]");
    }

    @Test
    public void warnsOfOrchestratorsUnlessOnlyConnectedChanges() {
        change("orchestrator", "o1", "{'name':'a','state':'CONNECTED'}", "{'name':'a','state':'DISCONNECTED'}");
        change("orchestrator", "o2", "{'name':'b','state':'CONNECTED'}", "{'name':'b','state':'DISABLED'}");
        change("orchestrator", "o3", "{'name':'c','pluginId':'p'}", "{'name':'c','pluginId':'q'}");
        change("orchestrator", "o4", "{'name':'d'}", "{'name':'e'}");
        change("orchestrator", "o5", "{'name':'f'}", null);
        change("orchestrator", "o6", null, "{'name':'g'}");
        change(
                "orchestratorconfiguration",
                "o7",
                "{'configuration':{'password':'x'}}",
                "{'configuration':{'password':'y'}}");
        assertWarnings(
                "lost [orchestrator f (o5)]",
                "orchestrators [b (o2): is disabled, c (o3): changes, d (o4): changes, f (o5): is deleted, g (o6): is restored,"
                        + " configuration of o7: changes]");
    }

    @Test
    public void warnsOfPluginsAndTheirConfigurations() {
        change(
                "plugin",
                "p1",
                "{'enabled':true,'descriptor':{'name':'A','version':'2'}}",
                "{'enabled':true,'descriptor':{'name':'A','version':'1'}}");
        change(
                "plugin",
                "p2",
                "{'enabled':true,'descriptor':{'name':'B','version':'2'}}",
                "{'enabled':false,'descriptor':{'name':'B','version':'2'}}");
        change("plugin", "p3", "{'enabled':true,'descriptor':{'name':'C','version':'2'}}", null);
        change("plugin", "p4", "{'enabled':true,'pluginPathId':'x'}", "{'enabled':true,'pluginPathId':'y'}");
        change("pluginconfiguration", "p1", "{'configuration':{'secret':1}}", "{'configuration':{'secret':2}}");
        assertWarnings(
                "lost [plugin C (p3)]",
                "plugin-configurations [p1: changes]",
                "plugins [A (p1): version 2 becomes 1, B (p2): is disabled, C (p3) 2: is deleted]");
    }

    @Test
    public void warnsOfUsersAndGroupsWithOtherRights() {
        change(
                "user",
                "bob",
                "{'username':'bob','password':'one','roles':['A','B']}",
                "{'username':'bob','password':'two','roles':['B','A']}");
        change(
                "user",
                "cid",
                "{'username':'cid','roles':['A'],'enabled':true}",
                "{'username':'cid','roles':['A','ADMIN'],'enabled':false}");
        change("user", "dan", "{'username':'dan','email':'old'}", "{'username':'dan','email':'new'}");
        change("user", "eve", null, "{'username':'eve'}");
        change("group", "g1", "{'name':'staff','roles':['A']}", "{'name':'staff','roles':[]}");
        assertWarnings("users [bob: password, cid: roles, enabled, eve: is restored, group staff (g1): roles]");
        assertFalse(calculator.warnings().get(0).message().contains("one"));
    }

    @Test
    public void blocksUsersFromLockingThemselvesOut() {
        change("user", "ann", "{'username':'ann','roles':['ADMIN']}", null);
        assertWarnings("acting-user-missing! [ann]", "lost [user ann]", "users [ann: is deleted]");
    }

    @Test
    public void blocksAdministratorsFromLosingTheirRole() {
        change(
                "user",
                "ann",
                "{'username':'ann','groupRoles':['ADMIN']}",
                "{'username':'ann','roles':['ADMINISTRATION']}");
        assertWarnings("acting-user-no-admin! [ann]", "users [ann: roles, roles of groups]");
    }

    @Test
    public void blocksAdministratorsFromBeingDisabled() {
        change(
                "user",
                "ann",
                "{'username':'ann','roles':['ADMIN'],'enabled':true}",
                "{'username':'ann','roles':['ADMIN'],'enabled':false}");
        assertWarnings("acting-user-no-admin! [ann]", "users [ann: enabled]");
    }

    @Test
    public void warnsOfPlacesInTheDataDirectoryOfTheBackup() {
        change("gitlocation", "g1", null, "{'url':'file:///old%20data/git/a'}");
        change("gitlocation", "g2", null, "{'url':'file:///old%20data2/git/a'}");
        change("gitlocation", "g3", null, "{'url':'https://ann:secret@example.org/a'}");
        change("gitlocation", "g4", "{'url':'file:///old%20data/git/b'}", null);
        assertWarnings("other-data-directory [file:///old%20data/git/a]");
    }

    @Test
    public void acceptsTheSameDataDirectory() {
        ImpactCalculator same = new ImpactCalculator("ann", null);
        same.document(
                Change.CREATE,
                "gitlocation",
                "g1",
                null,
                ImpactCalculator.item("gitlocation", "g1", json("{'url':'file:///old%20data/git/a'}")),
                10);
        assertEquals(Collections.emptyList(), same.warnings());
    }

    @Test
    public void countsByKindAndNamesTheFirst() {
        for (int i = 0; i < 150; i++) {
            change("application", "a" + i, "{'name':'A" + i + "'}", null);
        }
        change("applicationversion", "a1:1", null, "{'version':'1'}");
        change("csar", "c:1", "no JSON", "{'name':'c'}");
        change("nodetype", "n", "{}", null);
        ChangeCount applications = calculator.kinds().get(0);
        assertEquals("applications", applications.kind());
        assertEquals(150, applications.delete());
        assertEquals("a version is no application", 0, applications.create());
        assertEquals(1, calculator.kinds().get(1).create());
        assertEquals("a1:1", calculator.kinds().get(1).items().get(0).id());
        assertEquals(100, applications.items().size());
        assertEquals("A99", applications.items().get(99).name());
        assertEquals(153, calculator.documents().total());
        assertEquals(0, calculator.documents().items().size());
        List<String> kinds = calculator.kinds().stream().map(ChangeCount::kind).collect(Collectors.toList());
        assertEquals(
                "[applications, versions, environments, topologies, archives, deployments, orchestrators, locations, services, plugins, users,"
                        + " groups, repositories, images, meta-properties, other]",
                kinds.toString());
        assertEquals(1, calculator.kinds().get(4).replace());
        assertEquals(1, calculator.kinds().get(15).delete());
    }

    @Test
    public void namesTheFirstOfManyAndCountsAll() {
        for (int i = 0; i < 30; i++) {
            change("deployment", "d" + i, "{'sourceName':'x'}", null);
        }
        ImpactWarning warning = calculator.warnings().get(0);
        assertEquals(30, warning.count());
        assertEquals(20, warning.items().size());
        assertTrue(warning.message(), warning.message().endsWith(" and 10 more."));
    }

    @Test
    public void countsUnknownDocuments() {
        calculator.document(Change.CREATE, "deployment", "d", null, null, 10);
        calculator.document(Change.REPLACE, "user", "ann", null, null, 10);
        assertEquals(1, calculator.documents().create());
        assertEquals(20, calculator.documents().bytes());
        assertWarnings();
    }

    @Test
    public void namesWhatIsDeleted() {
        String[] indices = {
            "application",
            "applicationversion",
            "applicationenvironment",
            "topology",
            "csar",
            "deployment",
            "orchestrator",
            "orchestratorconfiguration",
            "location",
            "locationresourcetemplate",
            "policylocationresourcetemplate",
            "serviceresource",
            "plugin",
            "pluginconfiguration",
            "user",
            "group",
            "repository",
            "csargitrepository",
            "imagedata",
            "metapropconfiguration"
        };
        for (String index : indices) {
            change(index, "x", "{'endDate':1}", null);
        }
        ImpactWarning lost = calculator.warnings().get(0);
        assertEquals("lost", lost.id());
        assertEquals(
                "[application x, application version x, environment x, topology x, archive x, deployment x, orchestrator x, configuration of"
                        + " orchestrator x, location x, location resource x, location policy x, service x, plugin x, configuration of plugin x, user x, group x,"
                        + " repository x, git repository x, image x, meta-property x]",
                lost.items().toString());
        assertEquals(indices.length, calculator.lost());
        assertFalse("a safety backup has it", lost.blocking());
    }

    @Test
    public void namesWhatGetsOlderContent() {
        change("application", "a", "{'name':'Shop','tags':[1]}", "{'name':'Shop'}");
        change("topology", "t", "{}", "{'x':1}");
        change("user", "dan", "{'username':'dan','email':'old'}", "{'username':'dan','email':'new'}");
        change("orchestrator", "o1", "{'name':'a','state':'CONNECTED'}", "{'name':'a','state':'DISCONNECTED'}");
        change("application", "b", null, "{'name':'Back'}");
        assertWarnings("overwritten [application Shop (a), topology t]");
        assertEquals(2, calculator.overwritten());
        assertEquals(0, calculator.lost());
    }

    @Test
    public void callsNothingSafeThatDeletesOrOverwrites() {
        change("nodetype", "n1", "{}", null);
        change("nodetype", "n2", "{}", "{'x':1}");
        change("nodetype", "n3", null, "{}");
        change("suggestionentry", "s", "{}", "{'x':1}");
        calculator.addUnnamed(
                new ChangeCount("files", Collections.singletonMap(Change.CREATE, 5L), 1, Collections.emptyList()));
        assertWarnings("other-documents [2 of nodetype]");
        calculator.addUnnamed(
                new ChangeCount("files", Collections.singletonMap(Change.DELETE, 5L), 1, Collections.emptyList()));
        assertEquals(
                "[5 deleted, 0 with older content]",
                calculator.warnings().get(1).items().toString());
    }
}
