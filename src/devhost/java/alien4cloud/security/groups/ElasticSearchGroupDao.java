package alien4cloud.security.groups;

import javax.annotation.PostConstruct;

import org.springframework.stereotype.Component;

import alien4cloud.dao.ESGenericSearchDAO;

/** The groups of users. */
@Component("group-dao")
public class ElasticSearchGroupDao extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices("group");
        initCompleted();
    }
}
