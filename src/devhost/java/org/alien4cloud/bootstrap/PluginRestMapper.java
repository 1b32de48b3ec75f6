package org.alien4cloud.bootstrap;

import alien4cloud.audit.AuditController;
import alien4cloud.plugin.IPluginLoadingCallback;
import alien4cloud.plugin.model.ManagedPlugin;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.annotation.Resource;
import javax.servlet.http.HttpServletRequest;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.PriorityOrdered;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Maps the controllers of each plugin at their own paths, with Spring's defaults (suffix patterns match). A mapping
 * made for a load that fails later stays for good.
 */
@Component
public class PluginRestMapper implements IPluginLoadingCallback, HandlerMapping, PriorityOrdered {
    private final List<RequestMappingHandlerMapping> handlerMappings = new CopyOnWriteArrayList<>();
    private final Map<String, RequestMappingHandlerMapping> byPlugin = new ConcurrentHashMap<>();

    @Resource
    private AuditController auditController;

    @Override
    public synchronized void onPluginLoaded(ManagedPlugin plugin) {
        RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
        mapping.setApplicationContext(plugin.getPluginContext());
        mapping.afterPropertiesSet();
        auditController.register(mapping);
        handlerMappings.add(mapping);
        byPlugin.put(plugin.getPlugin().getId(), mapping);
        mapping.getHandlerMethods().values().forEach(PluginRestMapper::document);
    }

    /** Stands for A4C's API documentation, which fails on a method whose parameters have no names in the byte code. */
    private static void document(HandlerMethod handler) {
        for (MethodParameter parameter : handler.getMethodParameters()) {
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            if (parameter.getParameterName() == null) {
                throw new IllegalArgumentException(
                        "No parameter names in " + handler.getMethod() + ": compile with -parameters.");
            }
        }
    }

    @Override
    public synchronized void onPluginClosed(ManagedPlugin plugin) {
        RequestMappingHandlerMapping mapping =
                byPlugin.remove(plugin.getPlugin().getId());
        auditController.unRegister(mapping);
        handlerMappings.removeIf(each -> each == mapping);
    }

    @Override
    public HandlerExecutionChain getHandler(HttpServletRequest request) throws Exception {
        for (RequestMappingHandlerMapping mapping : handlerMappings) {
            HandlerExecutionChain found = mapping.getHandler(request);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public int getOrder() {
        return PriorityOrdered.HIGHEST_PRECEDENCE + 1;
    }
}
