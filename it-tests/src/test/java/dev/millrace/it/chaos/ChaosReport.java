package dev.millrace.it.chaos;

/**
 * The figures of a chaos run.
 *
 * @param plan what was asked for
 * @param kills SIGKILLs sent
 * @param countedKills those whose victim had written output since its last commit: its last transaction was aborted
 * @param stops orderly ends
 * @param bounces broker restarts
 * @param abortedTransactions aborted transactions that had written output, by whatever cause
 * @param rebalances changes to state REBALANCING that instances reported
 * @param seconds how long it took
 * @param verdict what came out
 */
public record ChaosReport(
        ChaosPlan plan,
        int kills,
        int countedKills,
        int stops,
        int bounces,
        int abortedTransactions,
        int rebalances,
        long seconds,
        Verdict verdict) {

    /** One line for people. */
    public String line() {
        return "chaos %s (%s, %d instances): seed %d, %d kills (%d counted), %d stops, %d bounces, %d aborted transactions, %d rebalances, %s, %d s"
                .formatted(
                        plan.name(),
                        plan.groupProtocol(),
                        plan.instances(),
                        plan.seed(),
                        kills,
                        countedKills,
                        stops,
                        bounces,
                        abortedTransactions,
                        rebalances,
                        verdict.line(),
                        seconds);
    }
}
