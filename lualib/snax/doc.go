// Package snax is the native half of the module snax.gateserver, which, like
// snax.loginserver, snax.msgserver and the service gate, is Lua beside it.
//
// # Concurrency
//
// A client's messages start in the order in which they came. While the handler
// of one blocks, the next is handled by another task.
//
// # Limits
//
// A frame is up to 65535 bytes. Up to 256 messages of a client are handled at a
// time; then its frames wait: those that one read has brought (128 KiB), and
// what follows in the network. A gate takes maxclient - 1 clients, as in skynet.
// A client of a login server has 8 KiB for a line, and five minutes in all.
//
// # Errors
//
// An error in handler.message is logged; the gate and the client go on. open
// raises an error if the address can't be listened on.
//
// # Differences from skynet
//
// A client that is one too many is closed; handler.disconnect is not called
// for it. Of the messages that wait when a client is closed, the first is told in
// the log ("Drop message from fd").
//
// loginserver closes the socket of a client when it has answered. msgserver: a
// user who has come back is not taken for gone when the old connection ends. A
// result that is too long for a frame ends the connection, not the cache.
package snax
