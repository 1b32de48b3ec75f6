package org.alien4cloud.devhost.sample;

import java.io.IOException;
import java.nio.file.Paths;
import javax.annotation.PostConstruct;
import org.elasticsearch.mapping.ElasticSearchClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.DependsOn;
import org.springframework.stereotype.Component;

/** Makes the sample data of {@code --sample}, once the indices are there and before the full context reads them. */
@Component
@ConditionalOnProperty("devhost.sample")
@DependsOn({"alien-es-dao", "alien-monitor-es-dao", "user-dao", "group-dao", "image-dao"})
public class SampleOnFirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(SampleOnFirstStart.class);

    @Autowired
    private ElasticSearchClient elasticsearch;

    @Value("${directories.alien}")
    private String alien;

    @Value("${devhost.sample}")
    private int archives;

    @Value("${devhost.sample-files:6}")
    private int filesPerArchive;

    @Value("${devhost.sample-documents:0}")
    private int documents;

    @Value("${devhost.sample-seed:1}")
    private long seed;

    @PostConstruct
    public void generate() throws IOException {
        SampleSize size =
                SampleSize.archives(archives).filesPerArchive(filesPerArchive).seed(seed);
        long written = SampleData.generate(
                documents > 0 ? size.documents(documents) : size, elasticsearch.getClient(), Paths.get(alien));
        LOG.info("Sample data: {} archives, {} documents", archives, written);
    }
}
