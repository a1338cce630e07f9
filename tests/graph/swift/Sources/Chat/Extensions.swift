extension String {
    func trimmed() -> String {
        return self
    }
}

extension Room { //^ Sources/Chat/Room.swift#Room
    func announce(_ text: String) {
        let user = User.guest() //^ Sources/Chat/User.swift#User.guest
        post(Message(text: text, author: user)) //^ Sources/Chat/Room.swift#Room.post Sources/Chat/Message.swift#Message
        user.rename("x") //^ Sources/Chat/User.swift#Account.rename
    }
}
