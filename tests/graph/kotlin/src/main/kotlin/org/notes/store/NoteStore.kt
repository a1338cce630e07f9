package org.notes.store

import org.notes.Note
import org.notes.render as draw

class NoteStore(private val index: Index) : Store<Note>() { //^ src/main/kotlin/org/notes/store/Index.kt#Index src/main/kotlin/org/notes/store/Store.kt#Store src/main/kotlin/org/notes/Note.kt#Note
    private val log = Log() //^ src/main/kotlin/org/notes/store/Index.kt#Log

    override fun key(item: Note): String = draw(item) //^ src/main/kotlin/org/notes/Note.kt#Note draw=src/main/kotlin/org/notes/Note.kt#render

    fun insert(note: Note) { //^ src/main/kotlin/org/notes/Note.kt#Note
        add(note) //^ src/main/kotlin/org/notes/store/Store.kt#Store.add
        index.add(note.title) //^ src/main/kotlin/org/notes/store/Index.kt#Index.add
        log.write(note.preview()) //^ src/main/kotlin/org/notes/store/Index.kt#Log.write src/main/kotlin/org/notes/Note.kt#Printable.preview
        this.index.find(note.title) //^ src/main/kotlin/org/notes/store/Index.kt#Index.find
        super.clear() //^ src/main/kotlin/org/notes/store/Store.kt#Store.clear
    }
}
