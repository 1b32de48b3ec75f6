package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.junit.Test;

public class MappingAdditionsTest {

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String mapping) throws IOException {
        return new ObjectMapper().readValue(mapping.replace('\'', '"'), Map.class);
    }

    private static void assertAdditions(String wanted, String present, String put, String back, String... names)
            throws IOException {
        MappingAdditions additions = MappingAdditions.of(json(wanted), json(present));
        assertEquals(json(put), additions.mapping());
        assertEquals(json(back), additions.reversal());
        assertEquals(new TreeSet<>(Arrays.asList(names)), new TreeSet<>(additions.names()));
        assertEquals(put.equals("{}"), additions.isEmpty());
    }

    @Test
    public void addsNothingThatTheOtherMappingHas() throws IOException {
        assertAdditions(
                "{'properties':{'a':{'type':'keyword','ignore_above':1}},'dynamic':'strict','_meta':{'v':1},"
                        + "'dynamic_templates':[{'t':{'match':'x'}}]}",
                "{'properties':{'a':{'type':'keyword','ignore_above':2},'b':{'type':'long'}},'dynamic':'true','_meta':{'v':2},"
                        + "'dynamic_templates':[{'t':{'match':'y'}},{'u':{}}]}",
                "{}",
                "{}");
    }

    @Test
    public void findsFieldsAtAnyDepthAlone() throws IOException {
        assertAdditions(
                "{'properties':{'same':{'type':'long'},'new':{'type':'date'},'o':{'properties':{'x':{'type':'long'},'y':{'type':'long'}}}}}",
                "{'properties':{'same':{'type':'long'},'o':{'type':'nested','properties':{'x':{'type':'long'}}}}}",
                "{'properties':{'new':{'type':'date'}}}",
                "{}",
                "field new");
        assertAdditions(
                "{'properties':{'o':{'type':'nested','properties':{'x':{'type':'long'},'y':{'type':'long'}}}}}",
                "{'properties':{'o':{'type':'nested','properties':{'x':{'type':'long'}}}}}",
                "{'properties':{'o':{'type':'nested','properties':{'y':{'type':'long'}}}}}",
                "{}",
                "field o.y");
    }

    @Test
    public void includesPresentParametersOfAField() throws IOException {
        assertAdditions(
                "{'properties':{'a':{'type':'text','boost':3,'fields':{'raw':{'type':'keyword'}}}}}",
                "{'properties':{'a':{'type':'text','boost':2,'fields':{'other':{'type':'keyword'}}}}}",
                "{'properties':{'a':{'type':'text','boost':2,'fields':{'raw':{'type':'keyword'}}}}}",
                "{}",
                "field a.raw");
    }

    @Test
    public void takesParametersBack() throws IOException {
        assertAdditions(
                "{'properties':{'a':{'type':'keyword','ignore_above':1},'o':{'dynamic':'strict','properties':{}}}}",
                "{'dynamic':'false','properties':{'a':{'type':'keyword','boost':2},'o':{'properties':{'x':{'type':'long'}}}}}",
                "{'properties':{'a':{'type':'keyword','boost':2,'ignore_above':1},'o':{'type':'object','dynamic':'strict'}}}",
                "{'properties':{'a':{'type':'keyword','boost':2},'o':{'type':'object','dynamic':'false'}}}",
                "ignore_above of field a",
                "dynamic of field o");
        assertAdditions(
                "{'properties':{'a':{'type':'text','fields':{'raw':{'type':'keyword','ignore_above':1}}}}}",
                "{'properties':{'a':{'type':'text','fields':{'raw':{'type':'keyword'}}}}}",
                "{'properties':{'a':{'type':'text','fields':{'raw':{'type':'keyword','ignore_above':1}}}}}",
                "{'properties':{'a':{'type':'text','fields':{'raw':{'type':'keyword'}}}}}",
                "ignore_above of field a.raw");
    }

    @Test
    public void addsToTheWholeMappingAndTakesItBack() throws IOException {
        assertAdditions(
                "{'dynamic':'strict','date_detection':false,'_meta':{'v':1,'w':2},'dynamic_templates':[{'t':{}},{'u':{}}]}",
                "{'_meta':{'v':3},'dynamic_templates':[{'t':{'match':'mine'}}]}",
                "{'dynamic':'strict','date_detection':false,'_meta':{'v':3,'w':2},'dynamic_templates':[{'t':{'match':'mine'}},{'u':{}}]}",
                "{'dynamic':'true','date_detection':true,'_meta':{'v':3},'dynamic_templates':[{'t':{'match':'mine'}}]}",
                "dynamic of the mapping",
                "date_detection of the mapping",
                "_meta.w",
                "dynamic template u");
    }

    /** Elasticsearch would refuse or ignore them: they are obstacles, or without effect. */
    @Test
    public void addsNothingThatCannotBeChanged() throws IOException {
        assertAdditions(
                "{'_routing':{'required':true},'_source':{'enabled':false},'properties':{'a':{'type':'keyword','store':true},"
                        + "'b':{'type':'long','ignore_malformed':true},'o':{'properties':{'x':{'type':'long'}}}}}",
                "{'properties':{'a':{'type':'keyword'},'b':{'type':'text'},'o':{'type':'nested'}}}",
                "{}",
                "{}");
    }

    @Test
    public void mergesOneMappingOverAnother() throws IOException {
        assertEquals(
                json("{'_meta':{'b':2},'properties':{'a':{'type':'long','boost':2},'b':{'type':'date'}}}"),
                MappingAdditions.merged(
                        json("{'_meta':{'a':1},'properties':{'a':{'type':'long'}}}"),
                        json("{'_meta':{'b':2},'properties':{'a':{'boost':2},'b':{'type':'date'}}}")));
        assertTrue(MappingAdditions.of(json("{}"), json("{}")).isEmpty());
    }
}
