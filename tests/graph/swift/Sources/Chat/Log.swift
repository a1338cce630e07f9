struct Log {
    private var lines: [String] = []

    mutating func append(_ line: String) {
        lines.append(line) //^ !append
    }
}

protocol Transport {
    func send(_ data: Data)
}

class Socket: Transport { //^ #Transport
    func send(_ data: Data) {
        write(data) //^ #Socket.write
    }

    private func write(_ data: Data) {}
}
