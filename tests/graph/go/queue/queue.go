// Package queue holds messages.
package queue

import "sync"

// Queue is a list of messages.
type Queue struct {
	mu    sync.Mutex
	items []Message //^ queue/message.go#Message
	sink  Sink //^ queue/message.go#Sink
}

// New makes a queue.
func New(size int) *Queue { //^ #Queue
	return &Queue{items: make([]Message, 0, size), sink: newSink()} //^ #Queue queue/message.go#Message queue/message.go#newSink
}

// Push adds a message.
func (q *Queue) Push(m Message) { //^ #Queue queue/message.go#Message
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, m)
	q.sink.Accept(m) //^ queue/message.go#Sink.Accept
}

// Pop takes the first message.
func (q *Queue) Pop() Message { //^ #Queue queue/message.go#Message
	first := q.Peek() //^ #Queue.Peek
	q.items = q.items[1:]
	return first
}

// Peek shows the first message.
func (q *Queue) Peek() Message { //^ #Queue queue/message.go#Message
	return q.items[0]
}

// Len is the number of messages.
func (q *Queue) Len() int { //^ #Queue
	return len(q.items)
}
