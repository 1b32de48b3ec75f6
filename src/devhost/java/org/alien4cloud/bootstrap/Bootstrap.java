package org.alien4cloud.bootstrap;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.support.PropertySourcesPlaceholderConfigurer;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * The root context: lives as long as the process. No multipart resolver, as in A4C: uploads are read with
 * commons-fileupload.
 */
@Configuration("bootstrap-config")
@EnableAutoConfiguration
@EnableAspectJAutoProxy(proxyTargetClass = true)
@ComponentScan(
        basePackages = {
            "org.alien4cloud.bootstrap",
            "alien4cloud.audit",
            "alien4cloud.security",
            "alien4cloud.webconfiguration",
            "org.alien4cloud.exception",
            "org.elasticsearch.mapping",
            "alien4cloud.dao",
            "alien4cloud.images",
            "org.alien4cloud.devhost.rest"
        })
public class Bootstrap {

    @Bean
    public static PropertySourcesPlaceholderConfigurer placeHolderConfigurer() {
        PropertySourcesPlaceholderConfigurer configurer = new PropertySourcesPlaceholderConfigurer();
        configurer.setIgnoreUnresolvablePlaceholders(true);
        return configurer;
    }

    @Bean
    public ServletRegistrationBean dispatcherRegistration(DispatcherServlet dispatcherServlet) {
        ServletRegistrationBean registration = new ServletRegistrationBean(dispatcherServlet);
        registration.addUrlMappings("/*");
        registration.setAsyncSupported(true);
        return registration;
    }
}
