package alien4cloud.plugin;

import alien4cloud.plugin.exception.MissingPlugingDescriptorFileException;
import alien4cloud.plugin.model.PluginDescriptor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.yaml.snakeyaml.Yaml;

/** Reads META-INF/plugin.yml, whose keys are in snake case. */
final class PluginZip {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategy.SNAKE_CASE)
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
            .configure(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY, true);

    private PluginZip() {}

    static PluginDescriptor readDescriptor(Path zip) throws IOException, MissingPlugingDescriptorFileException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            ZipEntry entry = file.getEntry("META-INF/plugin.yml");
            if (entry == null) {
                throw new MissingPlugingDescriptorFileException();
            }
            try (InputStream in = file.getInputStream(entry)) {
                Object yaml = new Yaml().load(in);
                if (yaml instanceof Map) {
                    ((Map<?, ?>) yaml).values().removeIf(value -> value instanceof List && ((List<?>) value).isEmpty());
                }
                return MAPPER.convertValue(yaml, PluginDescriptor.class);
            }
        }
    }
}
