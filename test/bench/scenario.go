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
	// times, formats a string, and answers in JSON: see heavyRequest.
	heavy scenario = "heavy"

	// messages has two services, of which one has the clients. Told "call N" by a
	// client, it makes N skynet.calls to the other, one after the other; at "send N", N
	// skynet.sends, and then one call, which is answered when all have come. It answers
	// "done".
	messages scenario = "messages"
)

// heavyRequest is what the clients of heavy send: an object with an array of 20 items.
// The handler adds 1 to a table entry 1000 times, entry i%100+1 of a table of its own
// (a new one for each message) gaining item i%20+1's count times its price; formats
// "user=%s items=%d total=%.2f" with the request's user, the number of items and the
// sum of the table; and answers {"ok":true,"id":<id>,"text":<that string>}.
const heavyRequest = `{"id":42,"user":"player-0042","room":"lobby","items":[` +
	`{"name":"sword","count":1,"price":12.5},{"name":"shield","count":2,"price":7.25},` +
	`{"name":"potion","count":10,"price":0.5},{"name":"arrow","count":64,"price":0.125},` +
	`{"name":"bow","count":1,"price":20},{"name":"helmet","count":1,"price":15.75},` +
	`{"name":"boots","count":2,"price":4.5},{"name":"gloves","count":2,"price":3.25},` +
	`{"name":"ring","count":3,"price":99.5},{"name":"amulet","count":1,"price":150},` +
	`{"name":"scroll","count":5,"price":2.25},{"name":"torch","count":12,"price":0.25},` +
	`{"name":"rope","count":1,"price":1.5},{"name":"map","count":1,"price":30},` +
	`{"name":"key","count":4,"price":0.75},{"name":"gem","count":7,"price":45.5},` +
	`{"name":"coin","count":1000,"price":0.01},{"name":"bread","count":6,"price":0.2},` +
	`{"name":"water","count":3,"price":0.1},{"name":"tent","count":1,"price":55}]}`
