import Chat

let socket = Socket() //^ Sources/Chat/Log.swift#Socket
let room = Room(transport: socket) //^ Sources/Chat/Room.swift#Room
room.post(Message(text: "hi", author: User.guest())) //^ Sources/Chat/Room.swift#Room.post Sources/Chat/Message.swift#Message Sources/Chat/User.swift#User.guest

func send(_ text: String) {
    room.announce(text) //^ Sources/Chat/Extensions.swift#Room.announce
}

send("x") //^ #send
socket.send(Data()) //^ Sources/Chat/Log.swift#Socket.send
