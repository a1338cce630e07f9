package org.notes

interface Printable {
    fun print(): String

    fun preview(): String = print().take(10) //^ #Printable.print !take
}

data class Note(val title: String, val tag: Tag) : Printable { //^ #Tag #Printable
    override fun print(): String {
        return render(title) + tag.name //^ #Note.render
    }

    private fun render(text: String): String = text.trim()

    companion object {
        fun empty(): Note = Note("", Tag.NONE) //^ #Note #Note
    }
}

enum class Tag {
    NONE, WORK
}

fun render(note: Note): String = note.print() //^ #Note #Note.print
