require_relative 'record'

module Library
  class Book < Record #^ lib/library/record.rb#Library.Record
    attr_reader :title

    def initialize(title)
      super()
      @title = title
      @price = Price.new(1) #^ #Library.Price
    end

    def describe
      label + format_price #^ lib/library/record.rb#Record.label #Book.format_price
    end

    def save
      validate #^ #Book.validate
      super
    end

    private

    def validate
      @title.strip
    end

    def format_price
      @price.to_s #^ #Price.to_s
    end
  end

  class Price
    def initialize(cents)
      @cents = cents
    end

    def to_s
      round(@cents).to_s #^ #Price.round !to_s
    end

    def round(value)
      value.round(2) #^ !round
    end
  end
end
