/*
Package wsbridge is a websocket engine: RFC 6455 over accepted streams, and over
streams to servers, for handlers that are called back and never wait for a peer.
gorilla/websocket reads the frames, and does a client's handshake; what breaks a rule is
kept from it as soon as it comes. The stream under it, the server's handshake, compression,
the sending half, closing, limits and shutdown are this package's.

# What it is

A [Server] accepts connections from a listener and runs each with a [Handler]:

	var srv wsbridge.Server
	err := srv.Serve(ln, func(c *wsbridge.Conn) wsbridge.Handler {
		return &player{conn: c}
	})

[Accept] and [Conn.Run] are the same for a stream that comes from elsewhere,
for instance from [Sockets], a table of listeners and streams under integer ids
that are good in the whole process. [Server.Run] instead of Conn.Run makes the
connection end with the Server's Shutdown.

[Dial] makes a connection of a client, which is run in the same way.

# Who is let in

A request passes the checks of RFC 6455, of Config.Paths and of Config.Origins (a
browser's page must be of the same host, unless told otherwise), and is then
[Config].Decide's, if there is one: it may refuse the client with any status,
headers and body, choose the subprotocol, add headers to the response, and keep
with the connection what it has made for it ([Handshake]). It runs on the
connection's goroutine and may wait, HandshakeTimeout at most; Shutdown breaks it
off.

# TLS

Config.TLS makes TLS a part of the handshake. That of a Store of the package certs
follows the files of a certificate: handshakes from a change on use the new one, and
the connections that there are stay. [Conn.TLS] has the client's certificate, if one was
asked for.

# Proxies

[Conn.RemoteAddr] is the client's address, and [Conn.PeerAddr] that of the other end
of the stream, which may be a proxy's. They differ only behind Config.TrustedProxies:

  - with Config.ProxyProtocol, the address in the PROXY protocol header, which such a
    peer has to begin with, before TLS; one that says LOCAL or UNKNOWN (a health check)
    is the client itself;
  - then, if the address so far is a trusted one, X-Forwarded-For: from its end, the
    first address that isn't trusted; if all are, the one at the front. What can't be
    read ends the search there;
  - X-Real-IP, if there is no X-Forwarded-For.

So each such proxy must add to X-Forwarded-For or set it: one that only sets X-Real-IP
has to take away what a client has sent as X-Forwarded-For. The Forwarded header of
RFC 7239 is not read: a client could send it through a proxy that doesn't know it. All
limits by address, and log lines, go by RemoteAddr.

# Plain HTTP

Config.Plain answers GET and HEAD requests that ask for no websocket, on the same port;
[Files] is one with the files of a directory. Of one connection, any number of requests
can come, and a websocket's as the last. net/http serves them, on a goroutine beside the
connection's. Websocket requests never get there, whatever their path.

# Receiving

What the peer sends is judged as it comes, whatever pieces that is in. A header that
breaks a rule ends the connection at its first wrong byte, and one that announces more
than Config.MaxMessage at its length: nothing of the payload is waited for. Text
is checked as far as it has come; the connection ends with the first byte that can't be
part of UTF-8. What was complete before is delivered and answered, then our Close frame
goes out. Fragments cost what is in them: any number of empty ones cost nothing.

# Sending

[Conn.Send] puts a message into the connection's queue and returns. The queue is
written to the socket without waiting for the peer; what the kernel does not
take is left to a goroutine that exists only while something is queued. When
Config.SendQueue bytes wait, the connection is closed: a slow peer costs memory
up to that bound, and nobody's time. Config.Slow may have messages dropped instead:
the oldest that have not begun to go out (DropOldest: what is on its way to the
kernel, 32 KiB or a message, stays), or the one that is sent (DropNewest), whole
messages in any case. Pings and pongs are not dropped, and 64 KiB more of them may
wait before the connection is closed; all that waits when a connection begins to
close still goes out. [Server.Counts] has how many were dropped.

Writes are gathered. Between two reads of the socket, while the handler works on
what came, messages to that connection are only queued, and go out in one system
call when all that came has been handled, or as soon as there are 32 KiB. A
handler that is going to wait in between says so with [Conn.Waiting]. At all
other times Send writes at once; [Conn.SendQueued] leaves that to the caller, who
can so serve many connections and write to each once.

Nil from Send means queued. What is queued is lost if the connection breaks.

Config.FragmentSize splits long messages into frames. They are queued together, so a
ping or a Close frame of ours goes out behind the last one.

# Rooms

A [Prepared] message is framed once for many connections, and is in memory once
however many it waits for. [Rooms] are sets of connections under names, which a
connection leaves by itself; [Rooms.Broadcast] sends a Prepared to all of one, and
waits for none. With [Rooms.BroadcastQueued] several broadcasts go out in one write
for each member, and what several goroutines broadcast to a room at the same time
is gathered too.

# Compression

With Config.Compress, permessage-deflate (RFC 7692) is agreed on with a peer that wants
it, and offered by Dial. It is always without context takeover, in both directions:
each message is deflated by itself, and an idle connection holds nothing but 24 bytes of
settings. Of a client's offers the first that is in order is taken; server_max_window_bits
and, for Dial, client_max_window_bits are kept to.

Send deflates messages of Config.CompressMin bytes or more, in the goroutine that calls
it, and sends those as they are that don't become smaller. 512 bytes of JSON take 2.4 us
and become 210; 1 KiB takes 3.2 us and becomes 280 bytes, which take 2.9 us to inflate,
so that an echo costs 6 us more; 64 KiB take 86 us and become 16 KiB. A shorter message
is hardly worth it: it fits in a packet either way. A [Prepared] is deflated once for all
receivers (of one window size).

At most GOMAXPROCS messages are deflated or inflated at the same time; others wait for
that, and for nothing else. Deflating needs 0.8 MiB (1.1 MiB for a window under 15
bits), inflating 53 KiB, pooled, and given back by the garbage collector when not in
use. A message is inflated once all of it has come, so that a slow peer holds only what
it has sent; its text is checked then. Config.MaxMessage bounds a compressed message's
length on the wire (give or take 2 %) as well as what it becomes: a compression bomb costs
a buffer of that size, and gets 1009. What can't be inflated gets 1002.

# Closing

A connection ends in one of these ways. [Handler] gets an [End] each time, once,
after its last message:

	what happened                     Code            Err
	the peer sent a Close frame       its code, 1005  nil
	we called Close                   our code        nil
	Shutdown                          DrainCode       nil
	the peer broke the protocol       1002            ErrProtocol
	text or reason not UTF-8          1007            ErrInvalidUTF8
	SendQueue bytes waited            1008            ErrSendQueueFull
	a message over MaxMessage         1009            ErrTooLong
	more than MessageRate, ByteRate   1008            ErrRate
	no message for IdleTimeout        1001            ErrIdle
	nothing after a heartbeat         1006            ErrPongTimeout
	nothing taken for WriteTimeout    1006            ErrWriteTimeout
	end of file, reset, time-out      1006            ErrLost
	Abort                             1006            the argument of Abort
	Abort after a Close frame         as above        the argument of Abort

After our Close frame nothing is delivered; the peer's answer is waited for,
Config.CloseTimeout at most. A peer that answers wrongly, or leaves without an
answer, makes no difference to the End. After the peer's Close frame, or after a
fault of the peer, our Close frame goes out behind everything queued, the sending
direction of the stream is closed, and what the peer still sends is read and
thrown away: closing a TCP stream with input unread would reset it, and the peer
would never see the frame. Closed does not wait for that; Run does.

The peer of a heartbeat that nothing follows is taken for gone: hence 1006, as if
the stream had broken; a Close frame 1008 is tried all the same. With
ErrWriteTimeout that would be behind what isn't taken, and the stream is dropped.

A client that vanishes without a word is found by heartbeats (Config.PingInterval), and
by TCP keepalive within about a minute. On Linux that holds when something is on the way
to it, too (TCP_USER_TIMEOUT), also of a client that is there but takes nothing at all
for a minute.

# Heartbeats and time-outs

Who says nothing for Config.PingInterval is sent a ping. Any byte that comes counts
as life, and so does that the peer takes of what is queued for it, on Linux also of
what the kernel has (TCP_INFO): a ping behind a megabyte doesn't kill a client that is
slow, but reads. No time runs while the Handler keeps the connection from being read,
nor while the process stands still. Heartbeats' pongs are not told to a ControlHandler.

All this, for all connections of a Server, is one wheel that turns ten times a second
while there is something in it: no timer and no goroutine for a connection, 64 bytes
of state if its Config asks for any of it, and a stamp for each read of the socket. A
look at a connection takes 30 ns, a ping and its pong 16 us, each once in PingInterval.
With 30 s that is 1700 pings a second for 50 000 silent connections, 3 % of a
processor; for a million 33 000 pings, half a processor and 64 MiB. Those that talk get
no pings: a million of them cost a thousandth of a processor.

# Shutdown

[Server.Shutdown] ends everything in an order that loses nothing: what was delivered is
worked off (see [Drainer]), handlers have a last word (see [Leaver]), and then the Close
frames go out, with Server.DrainCode (1001), 20 at once and a thousand in a second, so
that clients that come back don't all come at once. Each of these three has half of the
time that is left by then, so all Close frames are out before seven eighths of it are
over. What is left at the end is aborted.

Where another process takes over the listeners, [Server.Retire] and [Sockets.Retire] come
first: they stop accepting, but what has been accepted still becomes a connection, until
[Server.Handshaking] and [Sockets.Unanswered] are 0.

# Sockets

[Sockets] is also a socket layer of its own, as skynet has it: listeners, streams
that were accepted or connected, file descriptors, UDP. What happens to a socket
is told to the [Sink] that it was started for; starting it for another Sink moves
it there. A started stream is read by a goroutine of its own into a bounded
buffer, from which [Stream.Read], ReadLine and ReadAll take. With flow, each
input is told; without it, somebody asks for so many bytes or a line and is told
when they are there (AwaitBytes, AwaitLine), so that no event is spent on a part.
[Stream.Send] queues as Conn.Send does, in two priorities, but leaves the writing
to a Flush. Close sends what is queued first; Shutdown doesn't.

[Sockets.Take] hands a stream out with what was read and not used and what is
queued, to be made a websocket.

# Concurrency

A connection is read by one goroutine at a time, from which all calls of the Handler
come, one after the other. A Message that does not return stops the reading of its
connection, and in the end, through TCP, its client; of no other.

On Linux a connection that waits for its next message has no goroutine: it is parked,
and one goroutine for all waits for the parked ones, by epoll. To be parked takes about
2 us of CPU, which a connection is spared that is talked to without a break (four
messages, each within 100 ms of the one before, until a second has passed without any),
and in its first second, if fewer than 200 others are as new: its goroutine waits. So it
does in the midst of a message, over TLS, and for clients.
[Conn.Go] and [Server.Go] return at once, Run at the end. Who wants a connection to end
calls its methods: that its stream was closed behind its back, nobody tells a parked one.

All methods of a Conn may be called from any goroutine, the Handler's included,
with two exceptions: Run or Go is called once, and Waiting only inside Message. None
but Run blocks. Messages of one goroutine arrive in the order in which they were
sent, and all frames are whole. A panic in a Handler is not recovered.

# Limits

All limits are fields of [Config] and [Server]. Those that bound memory have a default
and can't be switched off; the others are off at first, but luaws serve has defaults:

	field                        luaws serve        beyond                      counter
	Server.MaxConnections        open files         503, over TLS cut off       refused_full
	Server.MaxPerAddress         off                429                         refused_address
	Server.AcceptRate            off                clients wait in the kernel's queue
	Server.MaxHandshakes         1024               they wait; stalled ones go  refused_stalled
	Config.HandshakeTimeout      3 s                408                         refused_timeout
	open files                   RLIMIT_NOFILE      they wait                   accept_failed
	Config.PingInterval,         30 s
	Config.PongTimeout           30 s               1006                        closed_pong_timeout
	Config.IdleTimeout           off                1001                        closed_idle
	Config.WriteTimeout          60 s               1006                        closed_write_timeout
	Config.MessageRate, ByteRate off                1008                        closed_rate
	Config.SendQueue             4 MiB              1008                        closed_send_queue
	Config.MaxMessage            65535 bytes        1009                        closed_too_long

The Err of each of these ends is in the table of Closing. [Server.Counts] tells all
counters. Server.Incident is told of each refusal and each end that isn't ordinary, of a
Kind once a second at most.

MaxPerAddress is off because many clients can have one address: those of a company, of
a mobile network, or of a proxy that isn't among Config.TrustedProxies. It also bounds
the handshakes under way from one address, so that one client can't take all places.
AcceptRate has clients wait rather than be refused: who reconnects after a restart
should get in, a little later. Refusing is cheap: the request is read for a second at
most, of 64 clients at once; others are cut off. When files run out, no accepted stream
is lost nor is the listener: accepting is tried again after 5 ms, 10 ms, up to a second.
[Server.FitFiles] keeps that from happening.

A client of Config.Plain that sends nothing for 75 s, or takes less than 32 KiB of a
response in 30 s, is dropped. It has a seat among MaxConnections and MaxPerAddress.

While MaxHandshakes are under way, those that have waited for their client for half a
second are broken off. One that waits for us (TLS, Config.Decide) is not. 10 000 clients
that send half a request and nothing more delay others by about two seconds, once.

A stream of Sockets has Sockets.ReadAhead bytes of input at most that nobody has
asked for, 256 MiB if a line or the end was asked for (Stream.SetLimit), and
Sockets.SendQueue bytes to be sent: more break it.

A connection is in at most 128 rooms (Rooms.PerConn), whose names have 1 to 255 bytes.

# What a connection costs

About 1 KiB of state and the request's headers; over TLS 13 KiB more; where it isn't
parked (see above), a goroutine (4 KiB of stack). gorilla's connections are shared: one has it while it works on what has come
(over TLS it keeps its own). 64 bytes, if its Config asks for heartbeats or time-outs, and about 100 for
each room it is in. Buffers for reading and writing are pooled, and held only while there
is something in them. The send queue is one buffer, up to half as large again as what is
in it. The socket's own buffers are the kernel's and come on top.

A received message costs one allocation, of 8 bytes; a sent one none.

# Errors

Errors that can be tested for are variables named Err..., their texts start with
"wsbridge: ". Those of an End are wrapped around their cause. Accept returns a
[*HandshakeError], which holds the HTTP status that the client was sent:

	400  not HTTP/1.1, malformed, no Host, with a body, no proper Sec-WebSocket-Key
	403  a page of another host: Config.Origins
	404  another path than Config.Paths
	405  not a GET (of HEAD, see Config.Plain)
	408  no complete request within HandshakeTimeout
	426  no websocket request, or not version 13
	431  longer than MaxHeader
	500  Config.Decide gave an answer that can't be
	503  Config.Decide took longer than HandshakeTimeout

and what Config.Decide refuses with.

# Differences from skynet

This package has no Lua in it, but is made for skynet's handlers. Against
http.websocket, websocket.server and the socket driver:

  - Fragments are joined, masking is enforced (unless Config.AnyMask), all length
    forms are read, text is checked as UTF-8 (unless Config.AnyText), close codes
    are passed on.
  - Close frames are echoed with their code; Config.EmptyCloseReply answers with
    an empty one, as http.websocket does.
  - Close accepts any code: one that must not be sent becomes 1000.
  - HTTP errors are well-formed responses; the request's head is bounded.
  - Compression is agreed on if Config.Compress is set; subprotocols are those of
    Config.Subprotocols.
  - A browser's page of another host is refused, unless Config.Origins has "*".
  - The send queue is bounded; skynet's only warns.
  - TCP_NODELAY and keepalive are always on.
  - The backlog of Sockets.Listen bounds the streams that are accepted and not
    started; the kernel's queue has the system's size.
  - Ids of sockets are never used again; skynet's come round.
  - What was read of a stream and not taken goes along when another Sink starts
    it, and isn't lost when it breaks.
  - Two UDP sockets can't have one port; in skynet they take it from each other.

Where sockets can't be written to without waiting (Windows, or a net.Conn that
is not a socket), each flush costs a goroutine's start. All else is the same.
*/
package wsbridge
