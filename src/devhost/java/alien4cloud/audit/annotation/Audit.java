package alien4cloud.audit.annotation;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a method whose calls leave a trace in the audit log. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Audit {
    boolean enabledByDefault() default true;

    String category() default "";

    String action() default "";

    /** Fields of a JSON body whose values must not get into the log. */
    String[] bodyHiddenFields() default {};
}
