package alien4cloud.security.users;

import alien4cloud.security.model.Role;
import alien4cloud.security.model.User;
import javax.annotation.PostConstruct;
import javax.annotation.Resource;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.security.crypto.bcrypt.BCrypt;
import org.springframework.stereotype.Component;

/**
 * Makes the default administrator at process start when there is none: a server that lost its index {@code user} can be
 * entered with the configured password.
 */
@Component
public class UserService {
    @Resource(name = "user-dao")
    private ElasticSearchUserDao users;

    @Value("${alien_security.admin.ensure}")
    private boolean ensure;

    @Value("${alien_security.admin.username}")
    private String adminName;

    @Value("${alien_security.admin.password}")
    private String adminPassword;

    @Value("${alien_security.admin.email}")
    private String adminEmail;

    @PostConstruct
    public void ensureAdminUser() {
        if (ensure
                && users.page("user", QueryBuilders.termQuery("roles", Role.ADMIN.name()), 0, 1)
                                .getTotalResults()
                        == 0) {
            createUser(adminName, adminEmail, new String[] {Role.ADMIN.name()}, adminPassword);
        }
    }

    public void createUser(String name, String email, String[] roles, String password) {
        User user = new User();
        user.setUsername(name);
        user.setEmail(email);
        user.setRoles(roles);
        user.setPassword(BCrypt.hashpw(password, BCrypt.gensalt()));
        users.save(User.class, name, user);
    }
}
