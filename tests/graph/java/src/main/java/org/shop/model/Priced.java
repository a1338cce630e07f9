package org.shop.model;

public interface Priced {
    Money price(); //^ src/main/java/org/shop/model/Money.java#Money

    default Money total(int count) { //^ src/main/java/org/shop/model/Money.java#Money
        Money sum = Money.of(0); //^ src/main/java/org/shop/model/Money.java#Money src/main/java/org/shop/model/Money.java#Money.of
        for (int i = 0; i < count; i++) {
            sum = sum.add(price()); //^ src/main/java/org/shop/model/Money.java#Money.add #Priced.price
        }
        return sum;
    }
}
