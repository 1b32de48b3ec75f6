package org.alien4cloud.plugin.backup.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.io.stream.NamedWriteableRegistry;
import org.elasticsearch.common.settings.Setting;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.util.concurrent.ThreadContext;
import org.elasticsearch.plugins.NetworkPlugin;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.tasks.Task;
import org.elasticsearch.transport.TransportChannel;
import org.elasticsearch.transport.TransportInterceptor;
import org.elasticsearch.transport.TransportRequest;
import org.elasticsearch.transport.TransportRequestHandler;

/**
 * Simulates a slow node: while a file exists, writes to the replicas of this node wait. Only the primaries have them
 * until then.
 */
public final class HeldReplicas extends Plugin implements NetworkPlugin {

    /** The file. */
    static final String SETTING = "test.hold_replicas";

    private static final String BULK_ON_REPLICA = "indices:data/write/bulk[s][r]";

    private final Path hold;

    public HeldReplicas(Settings settings) {
        hold = Path.of(settings.get(SETTING));
    }

    @Override
    public List<Setting<?>> getSettings() {
        return Collections.singletonList(Setting.simpleString(SETTING, Setting.Property.NodeScope));
    }

    @Override
    public List<TransportInterceptor> getTransportInterceptors(NamedWriteableRegistry registry, ThreadContext context) {
        return Collections.singletonList(new TransportInterceptor() {
            @Override
            public <T extends TransportRequest> TransportRequestHandler<T> interceptHandler(
                    String action, String executor, boolean force, TransportRequestHandler<T> handler) {
                if (!action.equals(BULK_ON_REPLICA)) {
                    return handler;
                }
                return new TransportRequestHandler<T>() {
                    @Override
                    public void messageReceived(T request, TransportChannel channel, Task task) throws Exception {
                        while (Files.exists(hold)) {
                            TimeUnit.MILLISECONDS.sleep(10);
                        }
                        handler.messageReceived(request, channel, task);
                    }

                    @Override
                    public void messageReceived(T request, TransportChannel channel) {
                        throw new UnsupportedOperationException("writes are tasks");
                    }
                };
            }
        });
    }
}
