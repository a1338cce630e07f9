package org.shop;

import org.shop.model.*;
import org.shop.store.ItemRepository;
import org.shop.util.Checks;

public class App {
    private final ItemRepository repository = new ItemRepository(); //^ src/main/java/org/shop/store/ItemRepository.java#ItemRepository src/main/java/org/shop/store/ItemRepository.java#ItemRepository

    void fill() {
        Item item = repository.add(Item.free("a")); //^ src/main/java/org/shop/model/Item.java#Item src/main/java/org/shop/store/ItemRepository.java#ItemRepository.add src/main/java/org/shop/model/Item.java#Item.free
        Money price = item.price(); //^ src/main/java/org/shop/model/Money.java#Money src/main/java/org/shop/model/Item.java#Item.price~2
        this.repository.put("b", item); //^ src/main/java/org/shop/store/Repository.java#Repository.put
        report(item.total(3), price.add(price)); //^ #App.report src/main/java/org/shop/model/Priced.java#Priced.total src/main/java/org/shop/model/Money.java#Money.add
        repository.get("a").name(); //^ src/main/java/org/shop/store/Repository.java#Repository.get src/main/java/org/shop/model/Item.java#Item.name~2
    }

    private void report(Money first, Money second) { //^ src/main/java/org/shop/model/Money.java#Money src/main/java/org/shop/model/Money.java#Money
        report(first); //^ #App.report~2
    }

    private void report(Money only) { //^ src/main/java/org/shop/model/Money.java#Money
        Checks.notEmpty(only.toString()); //^ src/main/java/org/shop/util/Checks.java#Checks.notEmpty
        throw new Checks.Problem("x"); //^ src/main/java/org/shop/util/Checks.java#Checks src/main/java/org/shop/util/Checks.java#Checks.Problem
    }
}
