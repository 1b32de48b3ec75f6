package org.alien4cloud.plugin.backup.rest;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.alien4cloud.plugin.backup.model.Manifest;
import org.junit.Test;

public class BackupDetailsTest {

    /** Alien4Cloud's API documentation cannot load a plugin if one of its models has the same property twice. */
    @Test
    public void repeatsNoPropertyOfTheManifest() {
        Set<String> ofTheManifest = properties(Manifest.class).stream()
                .map(BeanPropertyDefinition::getName)
                .collect(Collectors.toSet());
        assertTrue(ofTheManifest.contains("description"));
        for (BeanPropertyDefinition property : properties(BackupDetails.class)) {
            assertFalse(property.getName(), ofTheManifest.contains(property.getName()));
        }
    }

    private static List<BeanPropertyDefinition> properties(Class<?> type) {
        ObjectMapper mapper = new ObjectMapper();
        JavaType java = mapper.constructType(type);
        BeanDescription described = mapper.getSerializationConfig().introspect(java);
        return described.findProperties();
    }
}
