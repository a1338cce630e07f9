import Foundation

protocol Sendable {
    func encode() -> Data
}

struct Message: Sendable { //^ #Sendable
    let text: String
    var author: User //^ Sources/Chat/User.swift#User

    func encode() -> Data {
        return Data(text.utf8)
    }

    func summary() -> String {
        return author.display() + shorten(text) //^ Sources/Chat/User.swift#User.display #Message.shorten
    }

    private func shorten(_ value: String) -> String {
        return value.trimmed() //^ Sources/Chat/Extensions.swift#String.trimmed
    }
}
