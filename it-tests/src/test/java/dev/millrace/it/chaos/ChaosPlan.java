package dev.millrace.it.chaos;

import java.util.List;

/**
 * What a chaos run does.
 *
 * @param name names its topics, group and log files; unique in the cluster
 * @param seed of the documents, the moments and the victims
 * @param documents how many are fed
 * @param partitions of the documents topic and of the tokens topic
 * @param instances child JVMs at a time
 * @param disturbances in turn, at random moments
 * @param wanted how many of them must count
 * @param groupProtocol {@code classic} or {@code streams}
 */
public record ChaosPlan(
        String name,
        long seed,
        int documents,
        int partitions,
        int instances,
        List<Disturbance> disturbances,
        int wanted,
        String groupProtocol) {}
