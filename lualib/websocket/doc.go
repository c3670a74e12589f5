// Package websocket is the modules websocket.server, .client, .connection and .room,
// and what luaws serve does: connections handled by a class with on_open, on_message,
// on_error and on_close, as of skynet-lua-websocket.
//
// # What it is
//
// A session is one connection. ctor and on_open run in a task; then each message
// starts a task of its own: they start in order, and may interleave when one
// blocks. At the end on_error (if it is an error) and on_close run in a task, in
// this order, each once. Serve gives each connection a service of its own, or
// shares a number of them.
//
// # Who is let in
//
// A class may have on_handshake(self, request), which is called after ctor and before
// the client gets its response, when the request has passed the engine's checks (RFC
// 6455, path, origin). It may block, as long as the handshake may take (3 s; set_timeout,
// --handshake-timeout): then the task is killed and the client gets 503. request is
//
//	{method="GET", path= (unescaped), url= (as sent), query= (as sent, or ""),
//	 args= (the query, decoded; of several values of a name, the first),
//	 headers= (self.headers), cookies= (by name; the first), remote="ip:port",
//	 subprotocols= (an array of those asked for),
//	 tls= (nil, or {version="TLS 1.3", server_name=, client= (nil, or the certificate:
//	       {subject=, issuer=, fingerprint= (SHA-256, hex), verified=})})}
//
// What it returns decides:
//
//	nothing, true                         let the client in
//	status [, body [, headers]]           refuse it: 300 to 599; below 400 with a Location
//	false [, body [, headers]]            the same with 403
//	{status=, body=, headers=}            the same
//	{subprotocol=, headers=}              let it in; subprotocol is one that it asked for
//
// headers are those of the response; a value is a string, a number or an array of them
// (Set-Cookie). Anything else, and an error, is logged, and the client gets 500. A refusal
// is not logged. on_open, on_error and on_close are only called of clients that were let
// in: what is taken in on_handshake is not given back by on_close if the client is refused
// or has left; take it in on_open. Until then ws:send, ws:ping, ws:close and room.join
// raise an error. The service of an isolated connection that is refused ends at once.
//
// Without on_handshake nothing of a script runs before the client has its response.
//
// # A ws
//
// A ws is what opt.ws is in ctor, and has
//
//	id           an integer that no other socket of the process has or had
//	remote       "address:port" of the client, also behind a --trusted-proxy (port 0 if
//	             that doesn't tell it); "unix" for one of a unix socket
//	subprotocol  what was agreed on, or nil
//	path, query  unescaped; as it was sent
//	closed       true once it closes
//
// ws:send(data, binary) returns true if the message was queued. ws:close(reason, code)
// closes with 1000 or the code, after what was sent before. ws:ping(data) takes 125
// bytes. ws:buffered() is how many bytes wait for the client, and ws:is_closed() whether
// what is sent is lost. None of them blocks; any task may call them.
//
// connection.get(id) of websocket.connection returns a ws of that id, in any service, or
// nil if the connection has ended. It is a table of its own: what a handler has hung on
// its self.ws isn't there.
//
// # Slow clients
//
// What a client doesn't read waits, until that is as much as --send-queue (send_queue
// in a config: 4 MB; 64 MB for http.websocket). What happens to the next message is
// --slow-consumer's (slow_consumer): the connection is closed with 1008 (close); or
// whole messages that wait are dropped, the oldest first, and send returns true as
// ever (drop-oldest); or the message is, and send returns nil and "send queue full"
// (drop-newest). wsserver.stats().dropped_messages counts these.
//
// A producer that has much to send pauses: after 64 KiB or more were buffered (half of
// the send queue, if that is less) and then all has gone to the client's socket, an
// optional on_drain(self) is called, in a task of its own, one call at a time. So who
// waits for it when ws:buffered() is 64 KiB or more waits for something that comes,
// unless the connection ends before.
//
// # Rooms
//
// room.join(name, ws) makes a connection a member of a room: true, or false if it has
// ended. room.leave(name, ws) returns whether it was a member. ws is a handler's
// self.ws, or the integer id of a connection of any service, those of http.websocket
// included. A connection that closes leaves by itself, before on_close. Rooms are the
// process's: all services, and the connections of all workers, meet in them.
//
// room.broadcast(name, data, {binary=, except=}) sends to all members and returns to
// how many; except is a ws, an id, or an array of them. No Lua runs for that in the
// members' services. All members of a room get its broadcasts in the same order. Of
// "" nothing is sent unless binary is given, as by ws:send; what is over the
// max_payload_len of a member is an error and sent to none. What several broadcasts of
// a run send to a member goes out at once, when the service comes to rest.
// room.count(name), and room.members(name): an array of ids, in no order.
//
// # Clients
//
// wsclient:new{url=, cls=, headers=, subprotocol=, timeout=, tls=, reconnect=}:start()
// connects and blocks until the connection ends: true, or false, an error and, if
// the server refused, the HTTP status. Callbacks are as for a server; headers are
// the response's. c:close(reason, code) ends it.
//
// wsclient.connect(url, {headers=, subprotocol=, timeout=, max_payload_len=, tls=,
// reconnect=}) returns a websocket c, or nil, an error and the status. c has the
// methods of ws, and c:recv(timeout): data and type, or nil and "timeout", or nil,
// the reason and the code of the end, once all that came before has been taken.
// c:reconnect() makes a new connection of it, as connect did; with the option
// reconnect it waits first, unless this side has closed.
//
// subprotocol is a string or an array; timeout is for connecting and the handshake
// (1000). reconnect is true or {min=50, max=3000, tries=}: after a failure, or an end
// that this side hasn't made, the next try is half to all of min later, and so on up
// to max, twice as long each time; a connection that lives for max begins anew. tls is
// {ca=, cert=, key=, server_name=, insecure=}, the names of PEM files; otherwise the
// system's roots are trusted. All times are in centiseconds.
//
// # The end of the process
//
// A class may have on_shutdown(self): on SIGTERM, SIGINT or SIGUSR2 it is called of each
// live connection, in a task, once the messages that have come are worked off. It may
// block; what it sends is there before the Close frame (--drain-code), which follows when
// it has returned, or half of the time is over that is left of --drain-timeout by then:
// what it sends later is lost. An error is logged. on_close follows as ever. Of who is
// closing already, or is in on_open still, it isn't called.
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
// max_payload_len (65535 bytes) bounds messages in both directions; for connect it
// is 16 MiB. A connection is in at most 128 rooms, whose names have 1 to 255 bytes.
// 256 messages or 1 MiB are kept for recv; then the connection isn't read.
//
// Those of the engine hold for all connections (see wsbridge): heartbeats, time-outs,
// numbers and rates. Who is closed by one has on_error called with its text, then
// on_close. stats() of websocket.server is a table of the engine's counters by name
// (accepted, opened, open, refused_..., closed_...), of the whole process. Refused
// handshakes are told by the engine's log.
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
// end with it. pairs(self.ws) shows two keys of ours. ws:send("") sends nothing, as
// there, but ws:send("", binary) with a true or false binary sends an empty message.
package websocket
