package codec

import "encoding/json"

// Encoder writes values.
type Encoder interface {
	Encode(value any) []byte
}

// JSON writes JSON.
type JSON struct{}

// Encode is part of Encoder.
func (JSON) Encode(value any) []byte { //^ #JSON
	data, _ := json.Marshal(value)
	return data
}

// Encode writes JSON.
func Encode(value any) []byte {
	return JSON{}.Encode(value) //^ #JSON #JSON.Encode
}
