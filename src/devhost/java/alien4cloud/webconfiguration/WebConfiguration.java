package alien4cloud.webconfiguration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurerAdapter;

/**
 * The maintenance filter, on /rest/* only, after the security filter; and the public files of the plugins' user
 * interfaces.
 */
@Configuration
public class WebConfiguration extends WebMvcConfigurerAdapter {
    public static final String PLUGIN_STATIC_ENDPOINT = "/static/plugins/";

    @Value("${directories.alien}/work/plugins/ui/")
    private String pluginsUi;

    @Bean
    public MaintenanceFilter maintenanceFilter() {
        return new MaintenanceFilter();
    }

    @Bean
    public FilterRegistrationBean maintenanceFilterRegistration(MaintenanceFilter maintenanceFilter) {
        FilterRegistrationBean registration = new FilterRegistrationBean(maintenanceFilter);
        registration.setOrder(1);
        registration.setUrlPatterns(Collections.singletonList("/rest/*"));
        return registration;
    }

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        try {
            Path directory = Files.createDirectories(Paths.get(pluginsUi).toAbsolutePath())
                    .toRealPath();
            registry.addResourceHandler(PLUGIN_STATIC_ENDPOINT + "**")
                    .addResourceLocations("file:///" + directory + "/");
        } catch (IOException e) {
            throw new IllegalStateException("Failed to create " + pluginsUi + ": " + e.getMessage(), e);
        }
    }
}
