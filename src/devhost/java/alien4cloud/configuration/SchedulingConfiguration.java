package alien4cloud.configuration;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Provides the threads that poll the orchestrators. */
@Configuration
public class SchedulingConfiguration {

    @Bean(name = "paas-monitor-scheduler")
    public ThreadPoolTaskScheduler paasMonitorScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(2);
        scheduler.setThreadNamePrefix("paas-monitor-");
        return scheduler;
    }
}
