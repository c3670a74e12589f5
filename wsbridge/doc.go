// Package wsbridge is a websocket server engine: RFC 6455 over accepted
// streams, for handlers that are called back and never wait for a peer.
package wsbridge
