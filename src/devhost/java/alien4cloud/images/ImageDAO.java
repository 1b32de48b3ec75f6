package alien4cloud.images;

import javax.annotation.PostConstruct;

import org.springframework.stereotype.Component;

import alien4cloud.dao.ESGenericSearchDAO;

/** Documents of the images; the pictures are files below {@code directories.images}. */
@Component("image-dao")
public class ImageDAO extends ESGenericSearchDAO {

    @PostConstruct
    public void initEnvironment() {
        initIndices("imagedata");
        initCompleted();
    }
}
