final class Room {
    private var log: Log = Log() //^ Sources/Chat/Log.swift#Log Sources/Chat/Log.swift#Log
    private var messages: [Message] = [] //^ Sources/Chat/Message.swift#Message
    let transport: Transport //^ Sources/Chat/Log.swift#Transport

    init(transport: Transport) { //^ Sources/Chat/Log.swift#Transport
        self.transport = transport
    }

    func post(_ message: Message) { //^ Sources/Chat/Message.swift#Message
        messages.append(message) //^ !append
        log.append(message.summary()) //^ Sources/Chat/Log.swift#Log.append Sources/Chat/Message.swift#Message.summary
        self.transport.send(message.encode()) //^ Sources/Chat/Log.swift#Transport.send Sources/Chat/Message.swift#Message.encode
        announce("x") //^ Sources/Chat/Extensions.swift#Room.announce
    }
}
