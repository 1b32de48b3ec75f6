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
 * Notifies administrators of the results of operations and of overdue backups.
 *
 * <p>Each event is a line with {@value #MARKER} in the server's log, and a POST to the address in the settings. Its
 * JSON body has an {@code event} such as {@code BACKUP_FAILED}, a {@code message} and, if there is one, the
 * {@code operation} as in REST. With a secret, the header {@value #SIGNATURE} is {@code sha256=} and the HMAC-SHA256 of
 * the body in hex digits, as in GitHub's webhooks. Retries use the address and the secret that were set when the event
 * happened: an address that was set later must not receive it.
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
    /** Limits a whole attempt: a server that answers byte by byte never exceeds the read timeout. */
    private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(30);

    private static final long PROCESS_BEGAN =
            ManagementFactory.getRuntimeMXBean().getStartTime();

    private final SettingsService settings;
    private final OperationRunner runner;
    private final BiConsumer<String, Runnable> threads;
    private final Duration attemptLimit;
    private final Map<String, NotificationSettings> targets = new ConcurrentHashMap<>();
    private final Set<String> reportedUnfinished = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean sending;

    public Notifier(SettingsService settings, OperationRunner runner) {
        this(settings, runner, runner::spawn, ATTEMPT_LIMIT);
    }

    /** @param threads starts a thread with the given name */
    Notifier(
            SettingsService settings,
            OperationRunner runner,
            BiConsumer<String, Runnable> threads,
            Duration attemptLimit) {
        this.settings = settings;
        this.runner = runner;
        this.threads = threads;
        this.attemptLimit = attemptLimit;
    }

    /** Begins to notify. */
    public void start() {
        runner.addListener(this);
    }

    /**
     * Notifies of a restore that was interrupted: it began before this process, which found its journal. Each is
     * reported once, since finishing it may take several attempts.
     */
    @Override
    public void started(Operation operation) {
        if (operation.kind() == OperationKind.RESTORE
                && operation.startedAt() < PROCESS_BEGAN
                && reportedUnfinished.add(operation.id())) {
            report(
                    UNFINISHED,
                    "The server stopped in the middle of a restore"
                            + (operation.backup() == null ? "" : " of " + operation.backup())
                            + ". The plugin now completes or undoes it.",
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
        report(
                operation.kind() + "_" + operation.state(),
                operation.kind() + (operation.backup() == null ? "" : " of " + operation.backup()) + " by "
                        + operation.user() + (operation.error() == null ? ": done" : ": " + operation.error()),
                operation,
                // its end was stored before the server stopped, so ending() was not called here
                target == null ? target() : target);
    }

    /** Reports an event that is not the result of an operation. */
    void report(String event, String message) {
        report(event, message, null, target());
    }

    /** Returns the address and secret for an event that happens now. */
    private NotificationSettings target() {
        try {
            return settings.get().notification();
        } catch (BackupException e) {
            LOG.warn("Backup: notifications are off, since the settings cannot be read: {}", e.getMessage());
            return NotificationSettings.DEFAULT;
        }
    }

    private void report(String event, String message, Operation operation, NotificationSettings target) {
        LOG.info("{} {} {}", MARKER, event, message);
        if (target.url() != null) {
            enqueue(() -> send(target, event, message, operation));
        }
    }

    /** Sends notifications in order: a late report of a failure must not arrive after the success that followed. */
    private synchronized void enqueue(Runnable notification) {
        waiting.add(notification);
        if (!sending) {
            try {
                threads.accept("backup-notification", this::sendWaiting);
                sending = true;
            } catch (Error e) {
                LOG.error(
                        "Backup: no thread could be started to send notifications; they are sent with the next event",
                        e);
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

    /** Lets the next event start a new thread, after an unexpected failure of this one. */
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
        // the address may contain a token
        LOG.error(
                "Backup: the notification of {} could not be sent: {}",
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
        threads.accept("backup-notification-limit", () -> abort(connection, done));
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
                // only the arrival of an answer matters
                in.read();
            }
        } finally {
            done.countDown();
            connection.disconnect();
        }
    }

    private void abort(HttpURLConnection connection, CountDownLatch done) {
        try {
            if (!done.await(attemptLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                connection.disconnect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            connection.disconnect();
        }
    }
}
