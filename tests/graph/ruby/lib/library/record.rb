module Library
  class Record
    def save
      store.push(to_h) #^ #Record.store
    end

    def label
      self.class.name
    end

    def store
      @store ||= []
    end
  end
end
