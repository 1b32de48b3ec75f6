package org.alien4cloud.plugin.backup.rest;

import alien4cloud.rest.model.RestResponse;
import io.swagger.annotations.Api;
import io.swagger.annotations.ApiOperation;
import io.swagger.annotations.Authorization;
import java.util.List;
import org.alien4cloud.plugin.backup.model.BackupName;
import org.alien4cloud.plugin.backup.service.capture.BackupBrowser;
import org.alien4cloud.plugin.backup.service.capture.BackupBrowser.Item;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Lists the files of a backup, and shows the log of its creation. */
@RestController
@RequestMapping({"/rest/backups/{name:.+}", "/rest/v1/backups/{name:.+}", "/rest/latest/backups/{name:.+}"})
@Api(
        value = "Backups",
        description = "What is in a backup.",
        authorizations = {@Authorization("ADMIN")})
public class ContentsController extends BaseController {

    private final BackupBrowser contents;

    public ContentsController(BackupBrowser contents) {
        this.contents = contents;
    }

    @ApiOperation(
            value = "Lists the files of a backup whose path begins with a prefix.",
            notes =
                    "With 'children' and a prefix that is empty or ends with a slash: lists the direct entries of that directory, its subdirectories with the total of their content. Role required [ ADMIN ]")
    @RequestMapping(value = "/files", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<Page<Item>> files(
            @PathVariable String name,
            @RequestParam(required = false) String prefix,
            @RequestParam(required = false) String children,
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String size) {
        BackupName backup = BackupName.of(name);
        String beginning = prefix == null ? "" : prefix;
        if (isTrue("children", children, false)) {
            return ok(Page.of(contents.children(backup, beginning), from, size));
        }
        Page.Collector<Item> page = Page.collector(from, size);
        contents.files(backup, beginning, page::add);
        return ok(page.page());
    }

    @ApiOperation(value = "Shows the log of a backup's creation.", notes = "Role required [ ADMIN ]")
    @RequestMapping(value = "/log", method = RequestMethod.GET)
    @PreAuthorize("hasAuthority('ADMIN')")
    public RestResponse<List<String>> log(@PathVariable String name) {
        return ok(contents.log(BackupName.of(name)));
    }
}
