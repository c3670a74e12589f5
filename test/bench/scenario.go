//go:build linux

package main

// A scenario is what a server does with the messages of its clients.
type scenario string

const (
	// echo sends each message back, text as text.
	echo scenario = "echo"

	// broadcast sends "welcome" to each client, once that is a member, and each message
	// of any of them to all, the sender too. Members are in a table of the handler.
	broadcast scenario = "broadcast"

	// room is the same with websocket.room, and a Lua state for each client.
	room scenario = "room"

	// heavy is a handler that computes: it decodes heavyRequest, updates a table 1000
	// times, formats strings, and answers in JSON: scripts/class/heavyjob.lua.
	heavy scenario = "heavy"

	// messages has two services, of which one has the clients. Told "call N" by a
	// client, it makes N skynet.calls to the other, one after the other; at "send N", N
	// skynet.sends, and then one call, which is answered when all have come. It answers
	// "done".
	messages scenario = "messages"
)

// hello is what a client that has come says first; it has to have an answer.
func (sc scenario) hello() string {
	switch sc {
	case heavy:
		return heavyRequest
	case messages:
		return "call 1"
	}
	return "hello"
}

// heavyRequest is what the clients of heavy send. The seed library takes no more than
// 255 bytes.
const heavyRequest = `{"id":4711,"user":"player-00042","step":3,"ready":true,"pos":[12.5,-7.25,0.5],"items":[` +
	`{"name":"sword","count":1,"price":129.99},{"name":"arrow","count":64,"price":0.25},` +
	`{"name":"potion","count":7,"price":12.5}],"note":"one\nsays \"hi\""}`
