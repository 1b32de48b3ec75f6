package org.alien4cloud.plugin.backup.rest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

public class HeadControllerTest {

    /**
     * Spring handles HEAD as GET where nothing else is mapped: a new call would do all its work for an answer that
     * nobody receives.
     */
    @Test
    public void answersOnEveryPathThatHasAGet() {
        Set<String> gets = paths(RequestMethod.GET);
        assertTrue(gets.toString(), gets.size() > 40);
        assertEquals(gets, paths(RequestMethod.HEAD));
    }

    private static Set<String> paths(RequestMethod wanted) {
        Set<String> paths = new TreeSet<>();
        for (JavaClass each : new ClassFileImporter()
                .importPackages(HeadController.class.getPackage().getName())) {
            if (each.isAnnotatedWith(RestController.class)) {
                Class<?> type = each.reflect();
                RequestMapping all = type.getAnnotation(RequestMapping.class);
                for (Method method : type.getDeclaredMethods()) {
                    RequestMapping mapping = method.getAnnotation(RequestMapping.class);
                    if (mapping != null && Arrays.asList(mapping.method()).contains(wanted)) {
                        for (String prefix : all == null ? new String[] {""} : all.value()) {
                            for (String path : mapping.value().length == 0 ? new String[] {""} : mapping.value()) {
                                paths.add(prefix + path);
                            }
                        }
                    }
                }
            }
        }
        return paths;
    }
}
