package org.alien4cloud.bootstrap;

import alien4cloud.FullApplicationConfiguration;
import alien4cloud.audit.AuditController;
import alien4cloud.events.AlienEvent;
import alien4cloud.events.HALeaderElectionEvent;
import alien4cloud.plugin.PluginManager;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.annotation.Resource;
import javax.servlet.http.HttpServletRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.PriorityOrdered;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Builds and destroys the full context on {@link HALeaderElectionEvent}, in the publisher's thread, and maps its
 * controllers. Locks as in A4C: the write lock to decide, the read lock while it is done. Hence an election from inside
 * another {@link AlienEvent}'s listener, which holds the read lock, waits for itself. The decision stands when building
 * fails: after that only {@code false} (which may throw) and {@code true} again help.
 */
@Component
public class ApplicationManager implements ApplicationListener<AlienEvent>, HandlerMapping, PriorityOrdered {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationManager.class);

    private final ReentrantReadWriteLock switchLock = new ReentrantReadWriteLock();

    @Autowired
    private ApplicationContext bootstrapContext;

    @Resource
    private AuditController auditController;

    private AnnotationConfigApplicationContext fullApplicationContext;
    private volatile RequestMappingHandlerMapping mapper;
    private volatile boolean childContextLaunched;

    @Override
    public void onApplicationEvent(AlienEvent event) {
        if (event instanceof HALeaderElectionEvent) {
            changeLeader(((HALeaderElectionEvent) event).isLeader());
            return;
        }
        switchLock.readLock().lock();
        try {
            if (childContextLaunched && !event.isForwarded()) {
                event.setForwarded(true);
                fullApplicationContext.publishEvent(event);
            }
        } finally {
            switchLock.readLock().unlock();
        }
    }

    private void changeLeader(boolean leader) {
        switchLock.writeLock().lock();
        try {
            if (childContextLaunched == leader) {
                LOG.warn(
                        "The full application context is already {}, something seems wrong in the current state !",
                        leader ? "launched" : "destroyed");
                return;
            }
            childContextLaunched = leader;
            switchLock.readLock().lock();
        } finally {
            switchLock.writeLock().unlock();
        }
        try {
            if (leader) {
                launch();
            } else {
                destroy();
            }
        } finally {
            switchLock.readLock().unlock();
        }
    }

    private void launch() {
        LOG.info("Launching the full application context");
        fullApplicationContext = new AnnotationConfigApplicationContext();
        fullApplicationContext.setParent(bootstrapContext);
        fullApplicationContext.setId(bootstrapContext.getId() + ":full");
        fullApplicationContext.register(FullApplicationConfiguration.class);
        fullApplicationContext.refresh();
        fullApplicationContext.start();
        // Only now: plugins loaded during refresh could answer before A4C's own controllers do.
        RequestMappingHandlerMapping controllers = new RequestMappingHandlerMapping();
        controllers.setApplicationContext(fullApplicationContext);
        controllers.afterPropertiesSet();
        mapper = controllers;
        auditController.register(controllers);
    }

    private void destroy() {
        PluginManager plugins = (PluginManager) fullApplicationContext.getBean("plugin-manager");
        try {
            plugins.unloadAllPlugins();
        } catch (RuntimeException e) {
            LOG.error("Not able to unload plugins", e);
        }
        LOG.info("Destroying the full application context");
        mapper = null;
        fullApplicationContext.destroy();
    }

    @Override
    public HandlerExecutionChain getHandler(HttpServletRequest request) throws Exception {
        RequestMappingHandlerMapping controllers = mapper;
        return controllers == null ? null : controllers.getHandler(request);
    }

    @Override
    public int getOrder() {
        return PriorityOrdered.HIGHEST_PRECEDENCE;
    }
}
