package alien4cloud.plugin.exception;

/** The zip has no META-INF/plugin.yml. (The name is A4C's.) */
public class MissingPlugingDescriptorFileException extends Exception {
    private static final long serialVersionUID = 1L;
}
