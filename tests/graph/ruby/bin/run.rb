require_relative '../lib/library'

shelf = Library::Shelf.new('x') #^ lib/library/shelf.rb#Library.Shelf
shelf.add('Dune') #^ lib/library/shelf.rb#Shelf.add
other = Library.open('y') #^ lib/library.rb#Library lib/library.rb#Library.open
File.open('z') #^ !open
price = Library::Price.new(3) #^ lib/library/book.rb#Library.Price
puts price.to_s #^ lib/library/book.rb#Price.to_s
