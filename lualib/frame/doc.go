// Package frame cuts a stream of bytes into frames, and makes them: each has its
// length before it, as two bytes, the high one first. Gates and skynet.netpack
// speak in these.
//
// # Limits
//
// The longest frame is 65535 bytes. A Joiner keeps at most one frame that is not
// complete, and of it what has come.
//
// # Concurrency
//
// A Joiner is not safe for concurrent use.
package frame
