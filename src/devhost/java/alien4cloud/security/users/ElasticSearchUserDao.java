package alien4cloud.security.users;

import alien4cloud.dao.ESGenericSearchDAO;
import javax.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** The users. */
@Component("user-dao")
public class ElasticSearchUserDao extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices("user");
        initCompleted();
    }
}
