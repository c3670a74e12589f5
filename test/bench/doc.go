//go:build linux

// Bench measures luaws against raw gorilla/websocket, and whom else it is told of, in
// one run and in turn, so that a slow or shared machine is the same for all. It needs
// Linux (/proc, epoll).
//
//	go run ./test/bench [--quick | --scale] [--only PATTERN] [--skynet DIR] [--openresty] ...
//
// Each server is a process of its own; so is the load generator, which is this program
// again: one thread that writes ready frames to raw sockets, and that is never the code
// of a server under test. A row is one figure. In each of its rounds every server is
// measured once; the table has the median of the rounds, and of the ratios against
// gorilla in the same round. CPU time (user and system, of all of the server's
// processes) for a message is steadier than a rate.
//
// What isn't ours and is measured against isn't in the repository: --skynet names a
// directory in which skynet is built (its config is written for the run; the seed
// library is cloned, from --seed); --openresty fetches Debian's packages with apt-get
// and unpacks them for the run. What each column is, is said below the table.
package main
