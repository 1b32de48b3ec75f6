package alien4cloud.plugin;

import java.net.URL;
import java.net.URLClassLoader;

/** Child-first for everything but org.slf4j: a library that a plugin bundles hides A4C's own. */
public class PluginClassloader extends URLClassLoader {

    public PluginClassloader(URL[] urls, ClassLoader parent) {
        super(urls, parent);
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
            return loaded;
        }
        if (!name.startsWith("org.slf4j")) {
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                // not one of the plugin's: the parent's turn
            }
        }
        return super.loadClass(name);
    }
}
