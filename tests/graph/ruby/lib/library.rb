require_relative 'library/book'
require_relative 'library/shelf'
require 'json'

module Library
  def self.open(path)
    Shelf.new(path) #^ lib/library/shelf.rb#Library.Shelf
  end
end
