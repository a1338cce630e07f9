package org.shop.model;

public final class Money {
    private final long cents;

    private Money(long cents) {
        this.cents = cents;
    }

    public static Money of(long cents) { //^ #Money
        return new Money(cents); //^ #Money
    }

    public Money round() { //^ #Money
        return of(Math.round(cents)); //^ #Money.of !round
    }

    public Money add(Money other) { //^ #Money #Money
        return new Money(cents + other.cents); //^ #Money
    }
}
