package alien4cloud.events;

/** This instance was elected leader (true: the full context is built) or banished (false: it is destroyed). */
public class HALeaderElectionEvent extends AlienEvent {
    private static final long serialVersionUID = 1L;

    private final boolean leader;

    public HALeaderElectionEvent(Object source, boolean leader) {
        super(source);
        this.leader = leader;
    }

    public boolean isLeader() {
        return leader;
    }
}
