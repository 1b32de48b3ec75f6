package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.junit.Test;

public class IndexCompatibilityTest {

    @SuppressWarnings("unchecked")
    private static IndexDefinition definition(String mapping, String analyzer) throws IOException {
        Map<String, Object> parsed = new ObjectMapper().readValue(mapping.replace('\'', '"'), Map.class);
        return new IndexDefinition(
                "a", "_doc", parsed, Collections.singletonMap("index.analysis.analyzer.x.tokenizer", analyzer), null);
    }

    private static IndexCompatibility compare(String stored, String live) throws IOException {
        return IndexCompatibility.of(definition(stored, "keyword"), definition(live, "keyword"));
    }

    @Test
    public void acceptsTheSameAndMoreFields() throws IOException {
        String stored = "{'properties':{'a':{'type':'keyword'}}}";
        String live = "{'properties':{'a':{'type':'keyword','fields':{'raw':{'type':'text'}}},'b':{'type':'long'}}}";
        assertEquals(Collections.emptyList(), compare(stored, live).obstacles());
        assertTrue(compare(stored, live).additions().isEmpty());
    }

    @Test
    public void addsMissingFieldsAtAnyDepth() throws IOException {
        String stored = "{'properties':{'o':{'properties':{'x':{'type':'long'}}}}}";
        IndexCompatibility compatibility = compare(stored, "{'properties':{'o':{'properties':{}}}}");
        assertEquals(Collections.emptyList(), compatibility.obstacles());
        assertFalse(compatibility.additions().isEmpty());
    }

    @Test
    public void otherTypesAndAnalysisAreAllNamed() throws IOException {
        String stored =
                "{'properties':{'a':{'type':'keyword'},'o':{'properties':{'x':{'type':'long'}}},'t':{'type':'text','analyzer':'x'}}}";
        String live =
                "{'properties':{'a':{'type':'text'},'o':{'type':'nested','properties':{'x':{'type':'date'}}},'t':{'type':'text'}}}";
        assertEquals(
                Arrays.asList(
                        "field a: type is text, was keyword",
                        "field o: type is nested, was object",
                        "field t: analyzer is the default, was x"),
                compare(stored, live).obstacles());
        assertEquals(
                Collections.singletonList("setting index.analysis.analyzer.x.tokenizer is standard, was keyword"),
                IndexCompatibility.of(definition("{}", "keyword"), definition("{}", "standard"))
                        .obstacles());
        assertEquals(
                Collections.singletonList("the mapping requires a routing"),
                compare("{}", "{'_routing':{'required':true}}").obstacles());
    }

    @Test
    public void namesFixedParametersOnEitherSide() throws IOException {
        String stored =
                "{'properties':{'a':{'type':'keyword','store':true},'b':{'type':'long'}},'_source':{'excludes':['x']},'enabled':false}";
        String live = "{'properties':{'a':{'type':'keyword'},'b':{'type':'long','doc_values':false}}}";
        assertEquals(
                Arrays.asList(
                        "_source of the mapping is the default, was {excludes=[x]}",
                        "enabled of the mapping is the default, was false",
                        "field a: store is the default, was true",
                        "field b: doc_values is false, was the default"),
                compare(stored, live).obstacles());
    }
}
