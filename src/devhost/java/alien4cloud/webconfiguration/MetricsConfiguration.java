package alien4cloud.webconfiguration;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.servlets.MetricsServlet;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The registry of metrics, which as in A4C lives as long as the process, and is served to administrators. */
@Configuration
public class MetricsConfiguration {
    private static final MetricRegistry METRIC_REGISTRY = new MetricRegistry();

    @Bean
    public MetricRegistry getMetricRegistry() {
        return METRIC_REGISTRY;
    }

    @Bean
    public ServletRegistrationBean metricsRegistration(MetricRegistry metricRegistry) {
        return new ServletRegistrationBean(new MetricsServlet(metricRegistry), "/rest/admin/metrics/metrics/*");
    }
}
