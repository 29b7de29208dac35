package org.corebucket.bridge.readiness;

/**
 * A check's name and weight, which are known before it runs.
 *
 * @param id its name on the command line and in reports, like {@code canonical-hashes}
 * @param title what it does, as a phrase that "..." can follow
 * @param weight its share of the score
 * @param critical whether its failure caps the score
 */
public record CheckSpec(String id, String title, int weight, boolean critical) {

    public CheckSpec {
        if (weight <= 0) {
            throw new IllegalArgumentException("a check weighs something: " + id);
        }
    }
}
