package alien4cloud.orchestrators.plugin;

import java.util.List;
import java.util.Map;

/** One orchestrator at work. Much smaller than A4C's interface of that name: only what the polling monitor needs. */
public interface IOrchestratorPlugin {
    /** Events since the last call; each has an {@code id}. */
    List<Map<String, Object>> pollEvents();
}
