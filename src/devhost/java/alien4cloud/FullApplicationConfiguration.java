package alien4cloud;

import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.FilterType;

/**
 * The full context: everything but what the root context has. Its auto-proxy creator applies the root's method security
 * here.
 */
@Configuration
@ComponentScan(
        basePackages = {"alien4cloud", "org.alien4cloud"},
        excludeFilters =
                @Filter(
                        type = FilterType.REGEX,
                        pattern = {
                            "alien4cloud\\.(webconfiguration|security|audit|dao|images)\\..*",
                            "org\\.alien4cloud\\.(bootstrap|devhost|exception|plugin)\\..*"
                        }))
@EnableAspectJAutoProxy(proxyTargetClass = true)
public class FullApplicationConfiguration {}
