package org.alien4cloud.devhost.mockorchestrator;

import alien4cloud.audit.annotation.Audit;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** What the orchestrator's thread does, and a few calls that show A4C's traps. */
@RestController
@RequestMapping(value = {"/rest/mock-orchestrator", "/rest/v1/mock-orchestrator", "/rest/latest/mock-orchestrator"})
public class MockOrchestratorController {
    private final MockOrchestratorFactory orchestrator;
    private final MockRecordDao records;

    public MockOrchestratorController(MockOrchestratorFactory orchestrator, MockRecordDao records) {
        this.orchestrator = orchestrator;
        this.records = records;
    }

    /**
     * {@code running} and {@code since} (epoch ms) of the thread, its {@code ticks}, {@code polls} per orchestrator.
     */
    @RequestMapping(method = RequestMethod.GET, produces = MediaType.APPLICATION_JSON_VALUE)
    public Map<String, Object> status() {
        return orchestrator.status();
    }

    /** With events on, each poll of each orchestrator has A4C save a counter document. */
    @RequestMapping(value = "/events", method = RequestMethod.POST, produces = MediaType.APPLICATION_JSON_VALUE)
    @Audit
    public Map<String, Object> events(@RequestParam boolean enabled) {
        orchestrator.setEvents(enabled);
        return orchestrator.status();
    }

    /** Keeps a text in the index of the plugin's own; answers how many there are. */
    @RequestMapping(value = "/records/{id}", method = RequestMethod.PUT, produces = MediaType.APPLICATION_JSON_VALUE)
    public Map<String, Long> record(@PathVariable String id, @RequestParam String text) {
        records.save(MockRecordDao.INDEX, id, Collections.singletonMap("text", text));
        return Collections.singletonMap("count", records.count());
    }

    /** Guarded in vain: this plugin has no auto-proxy creator. */
    @RequestMapping(value = "/guarded", method = RequestMethod.GET, produces = MediaType.APPLICATION_JSON_VALUE)
    @PreAuthorize("hasAuthority('ADMIN')")
    public Map<String, String> guarded() {
        return Collections.singletonMap("guarded", "in vain");
    }

    @RequestMapping(value = "/echo/{name}", method = RequestMethod.GET, produces = MediaType.APPLICATION_JSON_VALUE)
    public Map<String, String> echo(@PathVariable String name) {
        return Collections.singletonMap("name", name);
    }

    @RequestMapping(value = "/failure", method = RequestMethod.GET)
    public void fail() {
        throw new IllegalStateException("Failed as asked");
    }

    /** An asynchronous answer of a line a second: cut after 30 s with status 200. */
    @RequestMapping(value = "/stream", method = RequestMethod.GET, produces = MediaType.TEXT_PLAIN_VALUE)
    public StreamingResponseBody stream(@RequestParam int seconds) {
        return (OutputStream out) -> {
            try {
                for (int second = 1; second <= seconds; second++) {
                    out.write((second + "\n").getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    Thread.sleep(1000);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }
}
