package org.alien4cloud.bootstrap;

import alien4cloud.events.HALeaderElectionEvent;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.stereotype.Component;

/** Without high availability this instance is the leader as soon as the root context is there. */
@Component
public class DisabledHAManager implements ApplicationListener<ContextRefreshedEvent> {
    @Value("${ha.ha_enabled:false}")
    private boolean haEnabled;

    @Autowired
    private ApplicationContext rootContext;

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (!haEnabled && event.getApplicationContext() == rootContext) {
            rootContext.publishEvent(new HALeaderElectionEvent(this, true));
        }
    }
}
