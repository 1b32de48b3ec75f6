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
    public void dependsOnlyDownward() {
        Map<String, String> mayUse = new TreeMap<>();
        mayUse.put("model", "");
        mayUse.put("io", "model");
        mayUse.put("operation", "model io");
        mayUse.put("repository", "model io");
        mayUse.put("files", "model io");
        mayUse.put("files.capture", "model io files");
        mayUse.put("files.plan", "model io files");
        mayUse.put("elasticsearch", "model io");
        mayUse.put("impact", "model io elasticsearch");
        mayUse.put("platform", "model io");
        String below = "model io operation repository files files.capture files.plan elasticsearch impact platform";
        mayUse.put("service", below);
        below += " service";
        mayUse.put("service.policy", below);
        mayUse.put("service.verify", below);
        mayUse.put("service.capture", below + " service.policy service.verify");
        mayUse.put("service.restore", below + " service.capture");
        mayUse.put("service.transfer", below + " service.policy service.capture");
        mayUse.put("service.schedule", below + " service.policy service.verify service.capture service.transfer");
        mayUse.put("service.monitor", below + " service.policy service.restore service.transfer service.schedule");
        String services = "service service.policy service.verify service.capture service.restore service.transfer"
                + " service.schedule service.monitor";
        mayUse.put("rest", "model " + services);
        mayUse.put("cli", "model platform operation " + services);
        assertEquals("each package is a room of its own", rooms(), mayUse.keySet());
        mayUse.forEach((room, others) -> {
            String[] allowed = Stream.of((room + " " + others).trim().split(" "))
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
    public void onlyPlatformAndRestCallAlien4Cloud() {
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
    public void doesNotKnowTheDevHostNorWhatOnlyItHas() {
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
    public void answersOnTheRequestThread() {
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
    public void asksForAdminOnEveryEndpoint() {
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
    public void letsSpringProxyItsBeans() {
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
