package alien4cloud.suggestions.services;

import alien4cloud.dao.ElasticSearchDAO;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.annotation.PostConstruct;
import javax.annotation.Resource;
import org.springframework.stereotype.Component;

/**
 * Saves a default suggestion, merged with the stored one, at each start of the full context: one of A4C's start-time
 * writes.
 */
@Component
public class SuggestionService {
    @Resource(name = "alien-es-dao")
    private ElasticSearchDAO dao;

    @PostConstruct
    public void loadDefaultSuggestions() {
        String id = "toscaelement:capabilitytype:tosca.capabilities.OperatingSystem:distribution";
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", id);
        entry.put("esIndex", "toscaelement");
        entry.put("esType", "capabilitytype");
        entry.put("targetElementId", "tosca.capabilities.OperatingSystem");
        entry.put("targetProperty", "distribution");
        Set<Object> suggestions = new TreeSet<>(Arrays.asList("Alpine", "Debian", "Fedora", "Ubuntu"));
        Map<String, Object> stored = dao.find("suggestionentry", id);
        if (stored != null) {
            suggestions.addAll((Collection<?>) stored.get("suggestions"));
        }
        entry.put("suggestions", suggestions);
        dao.save("suggestionentry", id, entry);
    }
}
