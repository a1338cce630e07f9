package queue

import "testing"

func TestQueue(t *testing.T) {
	q := New(1) //^ queue/queue.go#New
	q.Push(Message{}) //^ queue/queue.go#Queue.Push queue/message.go#Message
	if q.Len() != 1 { //^ queue/queue.go#Queue.Len
		t.Fatal(q.Pop().Text()) //^ queue/queue.go#Queue.Pop queue/message.go#Message.Text
	}
	t.Run("x", func(t *testing.T) {})
}
