package alien4cloud.rest.plugin;

import alien4cloud.plugin.Plugin;
import alien4cloud.plugin.PluginManager;
import alien4cloud.plugin.model.ManagedPlugin;
import alien4cloud.webconfiguration.WebConfiguration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.annotation.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Lists the plugins' user interfaces: entry script and base of each. */
@RestController
@RequestMapping(
        value = {"/rest/modules", "/rest/v1/modules", "/rest/latest/modules"},
        produces = MediaType.APPLICATION_JSON_VALUE)
public class UiController {
    @Resource
    private PluginManager pluginManager;

    @RequestMapping(method = RequestMethod.GET)
    public Map<String, Map<String, String>> modules() {
        Map<String, Map<String, String>> modules = new LinkedHashMap<>();
        for (ManagedPlugin managed : pluginManager.getPluginContexts().values()) {
            Plugin plugin = managed.getPlugin();
            if (plugin.getDescriptor().getUiEntryPoint() != null) {
                String base = WebConfiguration.PLUGIN_STATIC_ENDPOINT.substring(1) + plugin.getPluginPathId() + "/";
                Map<String, String> module = new LinkedHashMap<>();
                module.put("entryPoint", base + plugin.getDescriptor().getUiEntryPoint());
                module.put("base", base);
                modules.put(plugin.getId(), module);
            }
        }
        return modules;
    }
}
