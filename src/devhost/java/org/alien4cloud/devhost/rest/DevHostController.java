package org.alien4cloud.devhost.rest;

import alien4cloud.events.HALeaderElectionEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** In the root context. The change of leaders by hand, for tests: A4C has no such call. And A4C's health page. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
public class DevHostController {
    private static final Logger LOG = LoggerFactory.getLogger(DevHostController.class);

    @Autowired
    private ApplicationContext rootContext;

    /**
     * Publishes the election in a thread of its own, whose context class loader is the root context's: the parent of
     * every plugin loaded by it.
     */
    @RequestMapping(value = "/rest/devhost/leader", method = RequestMethod.POST)
    @PreAuthorize("hasAuthority('ADMIN')")
    public Map<String, Object> elect(@RequestParam boolean value) throws Exception {
        long start = System.nanoTime();
        FutureTask<Void> election = new FutureTask<>(
                () -> {
                    LOG.info("Election: leader {}", value);
                    rootContext.publishEvent(new HALeaderElectionEvent(this, value));
                },
                null);
        Thread thread = new Thread(election, "devhost-election");
        thread.setContextClassLoader(rootContext.getClassLoader());
        thread.start();
        election.get();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("leader", value);
        answer.put("millis", (System.nanoTime() - start) / 1_000_000);
        return answer;
    }

    @RequestMapping(value = "/rest/admin/health", method = RequestMethod.GET)
    public Map<String, String> health() {
        return Collections.singletonMap("status", "UP");
    }
}
