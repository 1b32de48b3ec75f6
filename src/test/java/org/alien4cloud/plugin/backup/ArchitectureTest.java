package org.alien4cloud.plugin.backup;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.Assert.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;

/** Holds the rooms of the house apart: which package may use which. */
public class ArchitectureTest {

    private static final String ROOT = "org.alien4cloud.plugin.backup.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("org.alien4cloud.plugin.backup");

    @Test
    public void shouldOnlyDependDownward() {
        Map<String, String[]> mayUse = new TreeMap<>();
        mayUse.put("model", new String[] {});
        mayUse.put("io", new String[] {"model"});
        mayUse.put("operation", new String[] {"model", "io"});
        mayUse.put("repository", new String[] {"model", "io"});
        mayUse.put("files", new String[] {"model", "io"});
        mayUse.put("index", new String[] {"model", "io"});
        mayUse.put("impact", new String[] {"model", "io", "index"});
        mayUse.put("platform", new String[] {"model", "io"});
        mayUse.put(
                "service",
                new String[] {"model", "io", "operation", "repository", "files", "index", "impact", "platform"});
        mayUse.put("rest", new String[] {"model", "service"});
        mayUse.put("cli", new String[] {"model", "service", "platform", "operation"});
        assertEquals("each package is a room of its own", rooms(), mayUse.keySet());
        mayUse.forEach((room, others) -> {
            String[] allowed = Stream.concat(Stream.of(room), Arrays.stream(others))
                    .map(ROOT::concat)
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + room)
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage("org.alien4cloud.plugin.backup..").and(not(resideInAnyPackage(allowed))))
                    .check(CLASSES);
        });
        slices().matching("org.alien4cloud.plugin.backup.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** The packages that have classes, below the root. */
    private static Set<String> rooms() {
        return CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    public void shouldCallAlien4CloudOnlyFromThePlatformAndItsRestConventions() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "platform..", ROOT + "rest..", "org.alien4cloud.plugin.backup")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("alien4cloud..", "org.alien4cloud.server..", "org.elasticsearch.mapping..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "rest..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("alien4cloud..")
                        .and(not(resideInAnyPackage("alien4cloud.rest.model", "alien4cloud.audit.annotation"))))
                .check(CLASSES);
    }

    @Test
    public void shouldNotKnowTheDevHostNorWhatOnlyItHas() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.alien4cloud.devhost..",
                        "org.alien4cloud.bootstrap..",
                        "org.springframework.boot..",
                        "org.eclipse.jetty..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.elasticsearch.node")
                .check(CLASSES);
    }

    @Test
    public void shouldAnswerOnTheRequestThread() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "rest..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        ".*(StreamingResponseBody|DeferredResult|WebAsyncTask|ResponseBodyEmitter|java\\.util\\.concurrent\\.Callable)")
                .because("Alien4Cloud cuts asynchronous answers after 30 s, with status 200")
                .check(CLASSES);
    }

    @Test
    public void shouldAskForAdminOnEveryEndpoint() {
        methods()
                .that()
                .areAnnotatedWith(RequestMapping.class)
                .should(new ArchCondition<JavaMethod>("ask for the role ADMIN") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean asks = method.isAnnotatedWith(PreAuthorize.class)
                                && "hasAuthority('ADMIN')"
                                        .equals(method.getAnnotationOfType(PreAuthorize.class)
                                                .value());
                        events.add(new SimpleConditionEvent(
                                method,
                                asks,
                                method.getFullName() + (asks ? " asks" : " does not ask") + " for ADMIN"));
                    }
                })
                .check(CLASSES);
    }

    @Test
    public void shouldLetSpringProxyItsBeans() {
        classes()
                .that()
                .resideInAPackage(ROOT + "rest..")
                .and()
                .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
                .should()
                .notHaveModifier(JavaModifier.FINAL)
                .check(CLASSES);
        methods()
                .that()
                .areDeclaredInClassesThat()
                .areAnnotatedWith("org.springframework.web.bind.annotation.RestController")
                .should()
                .notBeFinal()
                .check(CLASSES);
    }
}
