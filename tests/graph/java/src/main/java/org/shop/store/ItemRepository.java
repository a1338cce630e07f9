package org.shop.store;

import org.shop.model.Item;
import static org.shop.util.Checks.notEmpty;

public class ItemRepository extends Repository<Item> { //^ src/main/java/org/shop/store/Repository.java#Repository src/main/java/org/shop/model/Item.java#Item
    @Override
    protected void check(String key) {
        notEmpty(key); //^ src/main/java/org/shop/util/Checks.java#Checks.notEmpty
    }

    public Item add(Item item) { //^ src/main/java/org/shop/model/Item.java#Item src/main/java/org/shop/model/Item.java#Item
        put(item.name(), item); //^ src/main/java/org/shop/store/Repository.java#Repository.put src/main/java/org/shop/model/Item.java#Item.name~2
        if (size() > 10) { //^ src/main/java/org/shop/store/Repository.java#Repository.size
            super.check(item.name()); //^ src/main/java/org/shop/store/Repository.java#Repository.check src/main/java/org/shop/model/Item.java#Item.name~2
        }
        return item;
    }
}
