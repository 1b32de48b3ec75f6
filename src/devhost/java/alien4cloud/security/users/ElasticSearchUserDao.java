package alien4cloud.security.users;

import javax.annotation.PostConstruct;

import org.springframework.stereotype.Component;

import alien4cloud.dao.ESGenericSearchDAO;

/** The users. */
@Component("user-dao")
public class ElasticSearchUserDao extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices("user");
        initCompleted();
    }
}
