package org.alien4cloud.plugin.backup.service.schedule;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.alien4cloud.plugin.backup.io.Digests;
import org.alien4cloud.plugin.backup.io.Pause;
import org.alien4cloud.plugin.backup.model.BackupException;
import org.alien4cloud.plugin.backup.model.Operation;
import org.alien4cloud.plugin.backup.model.OperationKind;
import org.alien4cloud.plugin.backup.operation.OperationListener;
import org.alien4cloud.plugin.backup.operation.OperationRunner;
import org.alien4cloud.plugin.backup.service.policy.NotificationSettings;
import org.alien4cloud.plugin.backup.service.policy.SettingsService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how operations ended and what else an administrator must know: in the server's log, on a line with
 * {@value #MARKER}, and by a POST to the address in the settings. Its body is JSON, an {@code event} such as
 * {@code BACKUP_FAILED}, a {@code message} in words and, if it is about one, the {@code operation} as REST gives it;
 * with a secret, the header {@value #SIGNATURE} is {@code sha256=} and the HMAC-SHA256 of the body in hex digits, as
 * GitHub signs its webhooks. An event goes to the address, and with the secret, that were set when it happened, also
 * when it has to be sent again: who sets another one afterwards is not told of it.
 */
public class Notifier implements OperationListener {

    static final String MARKER = "BACKUP-EVENT";
    static final String UNFINISHED = "RESTORE_UNFINISHED";
    static final String SIGNATURE = "X-Backup-Signature";

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ALGORITHM = "HmacSHA256";
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final long[] PAUSES_MILLIS = {0, 2_000, 30_000};
    /** For a try as a whole: what comes a byte at a time is never late by the other limit. */
    private static final Duration TRY_LIMIT = Duration.ofSeconds(30);

    private static final long PROCESS_BEGAN =
            ManagementFactory.getRuntimeMXBean().getStartTime();

    private final SettingsService settings;
    private final OperationRunner runner;
    private final BiConsumer<String, Runnable> threads;
    private final Duration tryLimit;
    private final Map<String, NotificationSettings> targets = new ConcurrentHashMap<>();
    private final Set<String> toldUnfinished = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean sending;

    public Notifier(SettingsService settings, OperationRunner runner) {
        this(settings, runner, runner::spawn, TRY_LIMIT);
    }

    /** @param threads starts a thread of that name */
    Notifier(
            SettingsService settings, OperationRunner runner, BiConsumer<String, Runnable> threads, Duration tryLimit) {
        this.settings = settings;
        this.runner = runner;
        this.threads = threads;
        this.tryLimit = tryLimit;
    }

    /** From now on. */
    public void start() {
        runner.addListener(this);
    }

    /**
     * A restore that began in a process before this one was cut: the server came up with an open journal. It may be
     * begun to end several times.
     */
    @Override
    public void started(Operation operation) {
        if (operation.kind() == OperationKind.RESTORE
                && operation.startedAt() < PROCESS_BEGAN
                && toldUnfinished.add(operation.id())) {
            tell(
                    UNFINISHED,
                    "The server stopped in the middle of a restore"
                            + (operation.backup() == null ? "" : " of " + operation.backup())
                            + ". It is ended or undone now.",
                    operation,
                    target());
        }
    }

    @Override
    public void ending(Operation operation) {
        targets.put(operation.id(), target());
    }

    @Override
    public void ended(Operation operation) {
        NotificationSettings target = targets.remove(operation.id());
        tell(
                operation.kind() + "_" + operation.state(),
                operation.kind() + (operation.backup() == null ? "" : " of " + operation.backup()) + " by "
                        + operation.user() + (operation.error() == null ? ": done" : ": " + operation.error()),
                operation,
                // one whose end was on disk already, before the server stopped
                target == null ? target() : target);
    }

    /** Tells what is not about an operation. */
    void tell(String event, String message) {
        tell(event, message, null, target());
    }

    /** Who is to be told of what happens now. */
    private NotificationSettings target() {
        try {
            return settings.get().notification();
        } catch (BackupException e) {
            LOG.warn("Backup: nobody can be notified: {}", e.getMessage());
            return NotificationSettings.DEFAULT;
        }
    }

    private void tell(String event, String message, Operation operation, NotificationSettings target) {
        LOG.info("{} {} {}", MARKER, event, message);
        if (target.url() != null) {
            inTurn(() -> send(target, event, message, operation));
        }
    }

    /** One after the other: a failure told late must not come after the success that followed it. */
    private synchronized void inTurn(Runnable notification) {
        waiting.add(notification);
        if (!sending) {
            try {
                threads.accept("backup-notification", this::sendWaiting);
                sending = true;
            } catch (Error e) {
                LOG.error(
                        "Backup: there is no thread to notify anybody; what is to be told waits for the next event", e);
            }
        }
    }

    private void sendWaiting() {
        boolean more = true;
        try {
            while (more) {
                Runnable next = next();
                more = next != null;
                if (more) {
                    next.run();
                }
            }
        } finally {
            if (more) {
                stopSending();
            }
        }
    }

    /** After a failure that nobody has foreseen, the next event begins anew. */
    private synchronized void stopSending() {
        sending = false;
    }

    private synchronized Runnable next() {
        Runnable next = waiting.poll();
        sending = next != null;
        return next;
    }

    private void send(NotificationSettings target, String event, String message, Operation operation) {
        String failure = null;
        for (long pause : PAUSES_MILLIS) {
            if (!Pause.ofMillis(pause)) {
                return;
            }
            try {
                post(target, body(event, message, operation));
                return;
            } catch (IOException | GeneralSecurityException | RuntimeException | Error e) {
                failure = e.toString();
            }
        }
        // the address may have a token in it
        LOG.error(
                "Backup: the notification of {} was not taken: {}",
                event,
                failure.replace(target.url(), "the address in the settings"));
    }

    private static byte[] body(String event, String message, Operation operation) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("event", event);
        body.put("message", message);
        if (operation != null) {
            body.put("operation", operation);
        }
        return JSON.writeValueAsBytes(body);
    }

    private void post(NotificationSettings target, byte[] body) throws IOException, GeneralSecurityException {
        HttpURLConnection connection = (HttpURLConnection) new URL(target.url()).openConnection();
        CountDownLatch done = new CountDownLatch(1);
        threads.accept("backup-notification-limit", () -> breakOff(connection, done));
        try {
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            if (target.hasSecret()) {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(target.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
                connection.setRequestProperty(SIGNATURE, "sha256=" + Digests.hex(mac.doFinal(body)));
            }
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status >= 300) {
                throw new IOException("answered " + status);
            }
            try (InputStream in = connection.getInputStream()) {
                // only that it came matters
                in.read();
            }
        } finally {
            done.countDown();
            connection.disconnect();
        }
    }

    private void breakOff(HttpURLConnection connection, CountDownLatch done) {
        try {
            if (!done.await(tryLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                connection.disconnect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.disconnect();
        }
    }
}
