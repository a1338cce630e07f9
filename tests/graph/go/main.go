package main

import (
	"fmt"

	"example.com/relay/queue"
	wire "example.com/relay/internal/codec"
)

func main() {
	q := queue.New(4) //^ queue/queue.go#New
	q.Push(queue.Message{Body: "x"}) //^ queue/queue.go#Queue.Push queue/message.go#Message
	run(q) //^ server.go#run
	fmt.Println(wire.Encode(q.Peek())) //^ internal/codec/codec.go#Encode queue/queue.go#Queue.Peek
	var encode wire.Encoder = wire.JSON{} //^ internal/codec/codec.go#Encoder internal/codec/codec.go#JSON
	encode.Encode("x") //^ internal/codec/codec.go#Encoder.Encode
}
