package alien4cloud.security.spring;

import alien4cloud.security.model.User;
import alien4cloud.security.users.ElasticSearchUserDao;
import javax.annotation.Resource;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.stereotype.Component;

/** Logs users in against index {@code user}; the session then keeps the user with the roles of that moment. */
@Component
public class Alien4CloudAuthenticationProvider implements AuthenticationProvider {
    @Resource(name = "user-dao")
    private ElasticSearchUserDao users;

    @Override
    public Authentication authenticate(Authentication authentication) {
        String name = authentication.getName();
        User user = name == null || name.isEmpty() ? null : users.findById(User.class, name);
        if (user == null) {
            throw new UsernameNotFoundException("Cannot find user <" + name + ">");
        }
        if (!BCrypt.checkpw(authentication.getCredentials().toString(), user.getPassword())) {
            throw new BadCredentialsException("Incorrect password for user <" + name + ">");
        }
        return new UsernamePasswordAuthenticationToken(user, null, user.getAuthorities());
    }

    @Override
    public boolean supports(Class<?> type) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(type);
    }
}
