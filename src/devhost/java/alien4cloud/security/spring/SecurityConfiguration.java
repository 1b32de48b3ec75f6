package alien4cloud.security.spring;

import javax.annotation.Resource;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.method.configuration.EnableGlobalMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.builders.WebSecurity;
import org.springframework.security.config.annotation.web.configuration.WebSecurityConfigurerAdapter;

/**
 * As in A4C: no rule covers /rest/**, each controller guards itself with {@code @PreAuthorize}. The advisor for that is
 * made here, in the root context; contexts below it apply it only if they have an auto-proxy creator of their own. The
 * full context has one, a plugin's context only if the plugin asks for it.
 */
@Configuration
@EnableGlobalMethodSecurity(prePostEnabled = true)
public class SecurityConfiguration extends WebSecurityConfigurerAdapter {
    @Resource
    private Alien4CloudAccessDeniedHandler accessDeniedHandler;

    @Resource
    private Alien4CloudAuthenticationProvider authenticationProvider;

    @Override
    protected void configure(AuthenticationManagerBuilder auth) {
        auth.authenticationProvider(authenticationProvider);
    }

    @Override
    protected void configure(HttpSecurity http) throws Exception {
        http.authorizeRequests().antMatchers("/*").permitAll();
        http.authorizeRequests()
                .antMatchers("/static/tosca/**")
                .hasAnyAuthority("ADMIN", "COMPONENTS_MANAGER", "COMPONENTS_BROWSER");
        http.authorizeRequests().antMatchers("/rest/admin/health").permitAll();
        http.authorizeRequests()
                .antMatchers("/rest/admin/**", "/rest/audit/**", "/rest/v1/audit/**")
                .hasAuthority("ADMIN");
        http.formLogin()
                .defaultSuccessUrl("/rest/auth/status")
                .failureUrl("/rest/auth/authenticationfailed")
                .loginProcessingUrl("/login")
                .usernameParameter("username")
                .passwordParameter("password")
                .permitAll();
        http.logout().logoutSuccessUrl("/").deleteCookies("JSESSIONID");
        http.exceptionHandling()
                .accessDeniedHandler(accessDeniedHandler)
                .authenticationEntryPoint(new FailureAuthenticationEntryPoint());
        http.csrf().disable();
    }

    @Override
    public void configure(WebSecurity web) {
        web.ignoring().antMatchers("/rest/admin/health");
    }
}
