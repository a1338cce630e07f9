class Account {
    var name: String

    init(name: String) {
        self.name = name
    }

    func display() -> String {
        return name
    }

    func rename(_ name: String) {
        self.name = name
    }
}

class User: Account { //^ #Account
    override func display() -> String {
        return "@" + super.display() //^ #Account.display
    }

    static func guest() -> User { //^ #User
        return User(name: "guest") //^ #User
    }
}
