package org.alien4cloud.devhost.mockorchestrator;

import alien4cloud.dao.ESGenericSearchDAO;
import javax.annotation.PostConstruct;
import org.elasticsearch.index.query.QueryBuilders;
import org.springframework.stereotype.Component;

/**
 * An index of the plugin's own, created when the plugin is loaded and it is missing: some plugins of A4C have such
 * DAOs.
 */
@Component("mock-record-dao")
public class MockRecordDao extends ESGenericSearchDAO {
    static final String INDEX = "mockrecord";

    @PostConstruct
    public void initEnvironment() {
        initIndices(INDEX);
        initCompleted();
    }

    long count() {
        return page(INDEX, QueryBuilders.matchAllQuery(), 0, 1).getTotalResults();
    }
}
