//go:build linux

// Bench measures luaws against raw gorilla/websocket, and whom else it is told of, in
// one run and in turn, so that a slow or shared machine is the same for all. It needs
// Linux 5.11 or newer (/proc, epoll_pwait2).
//
//	go run ./test/bench [--quick | --scale] [--only PATTERN] [--json FILE]
//	                    [--luaws FILE] [--skynet DIR [--seed REPOSITORY]] [--openresty]
//
// # How it measures
//
// Each server is a process of its own; so is the load generator, which is this program
// again: one thread that writes ready frames to raw sockets, and that is never the code
// of a server under test. It checks that each echo is what was sent, in order.
//
// A row is one figure. In each of its rounds every server is measured once, after some
// messages that aren't counted, and when the one before has come to rest. The table
// has the median of the rounds, and of the ratios against gorilla in the same round.
// With --json each round's figures are kept too.
//
// CPU time is user and system, of all of the server's processes, for each message. It
// is steadier than a rate, but it too is higher where other things run meanwhile, as
// on the other hyperthread of a core: compare columns, not runs. --luaws FILE puts an
// older build into the same run.
//
// Memory is what is resident after N connections have each said one thing, less what
// was there after a few had come and gone. Latency is that of an open loop: the time of
// a message begins when it is due, whether or not earlier ones are back. It is worth
// something on an idle machine only.
//
// The last table says which goals are kept, by the worst row of each: pass, FAIL, or n/a
// where nothing was measured, such as skynet without --skynet. A server that has failed in
// one of a goal's rows doesn't keep it.
//
// # When something fails
//
// A server that doesn't start, or that has an error, is "failed" in that row; why, and
// the end of its log, is told at once. The run goes on, and ends with exit status 1. So
// it does after SIGINT or SIGTERM, with what there is by then. A row with more
// connections than a process may have files (ulimit -Hn) fails.
//
// # Scale
//
// --scale has 50 000 connections, of which 10 000 talk once a second, on as many
// processes of each server as the limit of files makes necessary; p50 and p99 are those
// of the process that has the worst. Then servers in Go compete with themselves: one
// processor (GOMAXPROCS) and two. --only chooses servers here.
//
// # A million connections
//
// An estimate; what it is made of was measured with --scale (50 000 connections, two
// cores which the generator and other work shared, 2026-11-26), and can be again;
// broadcasts are the rows to 1000.
//
//	              one connection            a million, --workers 0 / --workers N
//	memory        4.9 / 2.7 KiB resident    4.7 / 2.6 GiB
//	              4.4 KiB in the kernel     4.2 GiB: a socket, its file, what epoll knows of it
//	accepting     56 / 53 us CPU            56 / 53 s CPU; here 20 000 a second, in 50 s
//	heartbeats    20 us CPU each            one in 30 s: 33 000 a second, 0.7 of a core
//	              about 240 B on the wire   8 MB a second: ping, pong and their ACKs
//	messages      65 us CPU, rarely         one a minute: 17 000 a second, 1.1 cores
//	              10 us CPU, often          each every 10 s: 100 000 a second, 1 core
//	broadcast     8 us CPU a delivery       8 s CPU for one to all
//	              3 / 1 us, of 16 at once   3 / 1 s CPU for each of them
//	collections   3.0 / 2.1 KB of heap,     3 / 2 GB to mark at 2 ms a MB: 6 / 4 s CPU,
//	              and a stack               once in 2 minutes if nothing is allocated
//
// So: 9 GiB (7 with workers), and up to 3 more of garbage between two collections, for
// which GOMEMLIMIT is the bound: a machine of 16 GB, with two cores for clients that are
// mostly silent and two to spare for collections and for all of them coming back at
// once. Messages that come rarely cost six times those that come often, because each
// wakes a thread; so do pings. A longer --ping-interval costs nothing but time until a
// dead peer is known; who talks isn't pinged.
//
// Files: a million and some, so LimitNOFILE (ulimit -n) and fs.nr_open over 1048576,
// and fs.file-max. net.core.somaxconn for the crowd that waits to be accepted, and
// --accept-rate so that it doesn't starve those that are served; idle sockets hold no
// buffers (net.ipv4.tcp_mem counts none of theirs). One port is enough: connections
// differ by the client's address. A firewall that tracks connections
// (nf_conntrack_max) needs some 300 B more for each. Not measured: one process with
// more than 19 000, for want of files here.
//
// # Others
//
// Nothing of what isn't ours is in the repository. --skynet names a directory in which
// skynet is built, of any version; configs are written for the run. TCP_NODELAY is
// added to its http.websocket, which leaves it off: else small answers wait. The seed
// library is cloned, from --seed, and takes no messages of more than 255 bytes. For
// --openresty, Debian's packages are fetched with apt-get, and unpacked for the run.
// JSON is what the server brings (cjson; skynet has none: scripts/class/json.lua). What
// was measured is told below the table.
//
// # Two revisions
//
// The inner paths have Go benchmarks: in lualib an echo in each of the three ways to
// serve, a broadcast, a connection, the CPU-heavy handler; in lualib/skynet services and
// their messages; in lualib/cjson, luahost/lua54/stdlib and luahost/lua54/vm the
// language; in wsbridge the protocol. To compare two revisions, in each:
//
//	go test -run '^$' -bench . -count 10 ./lualib >FILE
//
// and then
//
//	go tool benchstat OLD NEW
//
// How much is allocated for a message is tested: lualib/alloc_test.go.
//
// # Servers and scenarios
//
// A server (server.go) is told which scenario (scenario.go) to serve at which address,
// and finds the scripts for that in its directory. A new one is a server_NAME.go, and a
// line in contenders.
package main
