package org.alien4cloud.plugin.backup.elasticsearch;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.elasticsearch.common.settings.Settings;
import org.junit.Test;

public class DefinitionSettingsTest {

    @Test
    public void decidesOnEverySettingThatAnIndexCanHave() {
        assertEquals(Collections.emptyList(), IndexSettingDecisions.undecided());
    }

    @Test
    public void keepsAListAsAListAndATextWithACommaAsAText() {
        Settings settings = Settings.builder()
                .putList("index.analysis.analyzer.a.filter", "lowercase", "asciifolding")
                .putList("index.sort.field", "n")
                .put("index.analysis.tokenizer.t.pattern", "[,;]")
                .build();
        Map<String, Object> expected = new TreeMap<>();
        expected.put("index.analysis.analyzer.a.filter", Arrays.asList("lowercase", "asciifolding"));
        expected.put("index.sort.field", Collections.singletonList("n"));
        expected.put("index.analysis.tokenizer.t.pattern", "[,;]");
        assertEquals(expected, DefinitionSettings.of(settings, DefinitionSettings::isPortable));
    }

    @Test
    public void distinguishesLocalFromGeneratedSettings() {
        for (String key :
                new String[] {"index.lifecycle.name", "index.routing.allocation.require.box", "index.default_pipeline"
                }) {
            assertTrue(key, DefinitionSettings.isLocal(key));
            assertFalse(key, DefinitionSettings.isPortable(key));
        }
        for (String key : new String[] {
            "index.uuid",
            "index.creation_date",
            "index.provided_name",
            "index.version.upgraded",
            "index.resize.source.name",
            "index.shrink.source.uuid",
            "index.routing.allocation.initial_recovery._id",
            "archived.index.x"
        }) {
            assertFalse(key, DefinitionSettings.isLocal(key) || DefinitionSettings.isPortable(key));
        }
    }
}
