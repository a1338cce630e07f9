package org.shop.store;

import java.util.HashMap;
import java.util.Map;

public abstract class Repository<T> {
    protected final Map<String, T> entries = new HashMap<>();

    public T get(String key) {
        return entries.get(key); //^ !get
    }

    public void put(String key, T value) {
        check(key); //^ #Repository.check
        entries.put(key, value); //^ !put
    }

    protected abstract void check(String key);

    public int size() {
        return entries.size(); //^ !size
    }
}
