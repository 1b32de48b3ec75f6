package alien4cloud.security.groups;

import alien4cloud.dao.ESGenericSearchDAO;
import javax.annotation.PostConstruct;
import org.springframework.stereotype.Component;

/** The groups of users. */
@Component("group-dao")
public class ElasticSearchGroupDao extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices("group");
        initCompleted();
    }
}
