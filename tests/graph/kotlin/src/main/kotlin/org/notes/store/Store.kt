package org.notes.store

abstract class Store<T> {
    private val items = mutableListOf<T>()

    abstract fun key(item: T): String

    fun add(item: T) {
        key(item) //^ #Store.key
        items.add(item) //^ !add
    }

    fun clear() {
        items.clear() //^ !clear
    }
}
