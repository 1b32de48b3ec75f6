package alien4cloud.events;

import org.springframework.context.ApplicationEvent;

/** Represents an event of A4C. If published on the root context, it is forwarded once to the full one. */
public abstract class AlienEvent extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    private boolean forwarded;

    public AlienEvent(Object source) {
        super(source);
    }

    public boolean isForwarded() {
        return forwarded;
    }

    public void setForwarded(boolean forwarded) {
        this.forwarded = forwarded;
    }
}
