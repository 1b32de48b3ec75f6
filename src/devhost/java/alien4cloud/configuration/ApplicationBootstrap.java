package alien4cloud.configuration;

import alien4cloud.orchestrators.services.OrchestratorStateService;
import alien4cloud.plugin.PluginManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.stereotype.Component;

/**
 * Starts everything once the full context's beans exist: reloads the plugins of the init folder, then loads all enabled
 * plugins, then the orchestrators.
 */
@Component
public class ApplicationBootstrap implements ApplicationListener<ContextRefreshedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationBootstrap.class);

    @Resource
    private PluginManager pluginManager;

    @Resource
    private OrchestratorStateService orchestratorStateService;

    @Value("${directories.alien_init:}")
    private String initDirectory;

    private boolean initialized;

    /** The plugins' own contexts tell of their refresh too: only the first event counts. */
    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (!initialized) {
            initialized = true;
            loadInitPlugins();
            pluginManager.initialize();
            orchestratorStateService.initialize();
        }
    }

    private void loadInitPlugins() {
        Path directory = Paths.get(initDirectory, "plugins");
        if (initDirectory.isEmpty() || !Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> zips = files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .collect(Collectors.toList());
            pluginManager.uploadInitPlugins(zips);
        } catch (IOException e) {
            LOG.error("Failed to load initial plugins", e);
        }
    }
}
