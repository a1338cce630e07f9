package main

import (
	"strings"

	"example.com/relay/queue"
)

type server struct {
	queue  *queue.Queue //^ queue/queue.go#Queue
	buffer strings.Builder
	*logger //^ #logger
}

type logger struct {
	prefix string
}

func (l *logger) Log(text string) { //^ #logger
	l.print(l.prefix + text) //^ #logger.print
}

func (l *logger) print(text string) {} //^ #logger

func run(q *queue.Queue) { //^ queue/queue.go#Queue
	s := &server{queue: q} //^ #server
	s.drain() //^ #server.drain
	s.Log("done") //^ #logger.Log
	print(s) //^ !print
}

func (s *server) drain() { //^ #server
	for s.queue.Len() > 0 { //^ queue/queue.go#Queue.Len
		message := s.queue.Pop() //^ queue/queue.go#Queue.Pop
		s.buffer.WriteString(message.Text()) //^ queue/message.go#Message.Text
		s.buffer.Len() //^ !Len
	}
	s.logger.Log("drained") //^ #logger.Log
}
