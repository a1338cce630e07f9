require_relative 'search'

module Library
  class Shelf
    include Search #^ lib/library/search.rb#Library.Search

    def initialize(path)
      @path = path
      @books = []
    end

    def add(title)
      book = Book.new(title) #^ lib/library/book.rb#Library.Book
      book.save #^ lib/library/book.rb#Book.save
      @books.push(book)
      find(title) #^ lib/library/search.rb#Search.find
      index #^ #Shelf.index
    end

    def index
      @index ||= Index.new #^ lib/library/search.rb#Library.Index
    end

    def self.load(path)
      new(path)
    end
  end
end
