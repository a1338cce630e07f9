package org.notes.store

class Index {
    private val words = HashSet<String>()

    fun add(word: String) {
        words.add(word.slug()) //^ !add #String.slug
    }

    fun find(word: String): Boolean {
        val result = words.find { it == word } //^ !find
        return result != null
    }
}

class Log {
    fun write(text: String) {
        println(text)
    }
}

fun String.slug(): String = this.lowercase()
