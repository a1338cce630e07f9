package org.shop.util;

public final class Checks {
    public static void notEmpty(String text) {
        if (text.isEmpty()) {
            throw new Problem("empty"); //^ #Checks.Problem
        }
    }

    public static class Problem extends RuntimeException {
        public Problem(String message) {
            super(message);
        }
    }
}
