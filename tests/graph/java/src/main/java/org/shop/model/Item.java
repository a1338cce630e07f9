package org.shop.model;

import java.util.List;

public class Item implements Priced { //^ src/main/java/org/shop/model/Priced.java#Priced
    private final String name;
    private final Money price; //^ src/main/java/org/shop/model/Money.java#Money

    public Item(String name, Money price) { //^ src/main/java/org/shop/model/Money.java#Money
        this.name = name;
        this.price = price;
    }

    @Override
    public Money price() { //^ src/main/java/org/shop/model/Money.java#Money
        return price.round(); //^ src/main/java/org/shop/model/Money.java#Money.round
    }

    public String name() {
        return name.trim();
    }

    public static Item free(String name) { //^ #Item
        return new Item(name, Money.of(0)); //^ #Item src/main/java/org/shop/model/Money.java#Money.of
    }

    public List<Item> copies(int count) { //^ #Item
        Item copy = free(name()); //^ #Item #Item.free #Item.name~2
        return List.of(copy); //^ !of
    }
}
