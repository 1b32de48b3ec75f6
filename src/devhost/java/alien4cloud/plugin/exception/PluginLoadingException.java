package alien4cloud.plugin.exception;

/** A plugin's context cannot be started. */
public class PluginLoadingException extends Exception {
    private static final long serialVersionUID = 1L;

    public PluginLoadingException(String message, Throwable cause) {
        super(message, cause);
    }
}
