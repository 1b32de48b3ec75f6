package alien4cloud.plugin;

import alien4cloud.plugin.model.ManagedPlugin;
import alien4cloud.plugin.model.PluginComponentDescriptor;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.support.GenericBeanDefinition;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Makes a plugin's Spring context: child of the full one, with a class loader whose parent is whatever the calling
 * thread's context class loader is.
 */
final class PluginContexts {
    private PluginContexts() {}

    static ManagedPlugin start(
            ApplicationContext parent, Plugin plugin, Path content, Path ui, Map<String, ManagedPlugin> loaded)
            throws IOException, ClassNotFoundException {
        Path realContent = content.toRealPath();
        ClassLoader loader = new PluginClassloader(
                classPath(realContent), Thread.currentThread().getContextClassLoader());
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.setParent(parent);
        context.setClassLoader(loader);
        exposeDependencies(plugin, context, loaded);
        if (plugin.getDescriptor().getConfigurationClass() != null) {
            context.register(loader.loadClass(plugin.getDescriptor().getConfigurationClass()));
        }
        context.registerBeanDefinition("alien-plugin-context", definition(context, plugin, realContent, ui));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            context.refresh();
            context.start();
        } finally {
            thread.setContextClassLoader(before);
        }
        ManagedPlugin managed = (ManagedPlugin) context.getBean("alien-plugin-context");
        managed.setExposedBeans(exposed(plugin, context));
        return managed;
    }

    private static URL[] classPath(Path content) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(content.toUri().toURL());
        Path lib = content.resolve("lib");
        if (Files.exists(lib)) {
            try (Stream<Path> files = Files.walk(lib)) {
                for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                    urls.add(file.toUri().toURL());
                }
            }
        }
        return urls.toArray(new URL[0]);
    }

    private static GenericBeanDefinition definition(
            AnnotationConfigApplicationContext context, Plugin plugin, Path content, Path ui) {
        ConstructorArgumentValues arguments = new ConstructorArgumentValues();
        arguments.addIndexedArgumentValue(0, context);
        arguments.addIndexedArgumentValue(1, plugin);
        arguments.addIndexedArgumentValue(2, content);
        arguments.addIndexedArgumentValue(3, ui);
        GenericBeanDefinition definition = new GenericBeanDefinition();
        definition.setPrimary(true);
        definition.setBeanClass(ManagedPlugin.class);
        definition.setConstructorArgumentValues(arguments);
        return definition;
    }

    private static void exposeDependencies(
            Plugin plugin, AnnotationConfigApplicationContext context, Map<String, ManagedPlugin> loaded) {
        if (plugin.getDescriptor().getDependencies() != null) {
            for (String dependency : plugin.getDescriptor().getDependencies()) {
                loaded.get(dependency).getExposedBeans().forEach(context.getBeanFactory()::registerSingleton);
            }
        }
    }

    private static Map<String, Object> exposed(Plugin plugin, AnnotationConfigApplicationContext context) {
        Map<String, Object> beans = new HashMap<>();
        PluginComponentDescriptor[] components = plugin.getDescriptor().getComponentDescriptors();
        if (components != null) {
            for (PluginComponentDescriptor component : components) {
                beans.put(component.getBeanName(), context.getBean(component.getBeanName()));
            }
        }
        return beans;
    }
}
