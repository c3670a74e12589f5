package main

import (
	"fmt"
	"net"
	"os"
)

// tellSupervisor tells systemd, or whoever has set NOTIFY_SOCKET, what becomes of
// the process. Whether anybody listens makes no difference.
func tellSupervisor(state string) {
	path := os.Getenv("NOTIFY_SOCKET")
	if path == "" {
		return
	}
	c, err := net.Dial("unixgram", path)
	if err != nil {
		return
	}
	defer c.Close()
	fmt.Fprint(c, state)
}
