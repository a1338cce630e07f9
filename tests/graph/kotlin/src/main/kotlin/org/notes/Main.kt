package org.notes

import org.notes.store.*

fun main() {
    val index = Index() //^ src/main/kotlin/org/notes/store/Index.kt#Index
    val store = NoteStore(index) //^ src/main/kotlin/org/notes/store/NoteStore.kt#NoteStore
    val note = Note("a", Tag.WORK) //^ src/main/kotlin/org/notes/Note.kt#Note
    store.insert(note) //^ src/main/kotlin/org/notes/store/NoteStore.kt#NoteStore.insert
    store.add(Note.empty()) //^ src/main/kotlin/org/notes/store/Store.kt#Store.add src/main/kotlin/org/notes/Note.kt#Note.empty
    render(note) //^ src/main/kotlin/org/notes/Note.kt#render
    val print = { text: String -> text }
    print("x")
    "A b".slug() //^ src/main/kotlin/org/notes/store/Index.kt#String.slug
    listOf(1).find { it > 0 } //^ !find
}
