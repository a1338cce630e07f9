package queue

// Message is one line.
type Message struct {
	Body string
}

// Text is the body.
func (m Message) Text() string { //^ #Message
	return m.Body
}

// Sink takes messages.
type Sink interface {
	Accept(m Message) //^ #Message
}

type sink struct{}

func newSink() Sink { //^ #Sink
	return &sink{} //^ #sink
}

func (s *sink) Accept(m Message) { //^ #sink #Message
	New := m.Text() //^ #Message.Text
	_ = New
}
