// Package websocket is the module websocket.server, and what luaws serve does:
// connections handled by a class with on_open, on_message, on_error and on_close,
// as of skynet-lua-websocket.
//
// # What it is
//
// A session is one connection. ctor and on_open run in a task; then each message
// starts a task of its own: they start in order, and may interleave when one
// blocks. At the end on_error (if it is an error) and on_close run in a task, in
// this order, each once. Serve gives each connection a service of its own, or
// shares a number of them.
//
// # Concurrency
//
// The goroutine that reads a connection usually runs its messages' tasks, and
// writes what they send when it is about to read again. What is sent to other
// connections is flushed when the service's run comes to rest.
//
// # Limits
//
// 256 messages of a connection may be unfinished; then it isn't read further.
// max_payload_len (65535 bytes) bounds messages in both directions.
//
// # Errors
//
// An error in on_message is logged with its traceback and the connection goes
// on; one in on_open closes it with 1011. A class that lacks a method is refused.
//
// # Differences from the seed
//
// on_error fires, on_close gets a text and the close code: on_error(msg), on_close(msg,
// code), on every end, also after an error in on_open. ws:close doesn't wait for
// on_close. Look-ups in headers ignore case. send_masked has no effect, as a
// server must not mask. A refused path is answered with 404, and doesn't include
// the query. An isolated connection's service ends after on_close, when the messages
// that were accepted are worked off (at most a minute later): its forks and timers
// end with it. pairs(self.ws) shows one key of ours.
package websocket
