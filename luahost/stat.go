package luahost

import (
	"fmt"
	"time"
)

// Stat are figures of a service.
type Stat struct {
	Waiting  int           // messages and other pieces of work in the mailbox
	Messages uint64        // pieces of work that were begun
	CPU      time.Duration // how long the service has run, without the piece that runs
	Running  time.Duration // how long that one has run so far
}

// Stat are the service's figures now. For code that the service runs.
func (s *Service) Stat() Stat {
	return Stat{
		Waiting: s.Pending(), Messages: s.messages,
		CPU: time.Duration(s.cpu), Running: time.Duration(nanotime() - s.began),
	}
}

// minOverload is how many pieces of work may wait before the log tells.
const minOverload = 1024

// overloaded tells of a mailbox that fills faster than it is emptied, each time
// that it has doubled.
func (s *Service) overloaded(waiting int) {
	for waiting > s.overload {
		s.overload *= 2
	}
	s.Log(fmt.Sprintf("error: May overload, message queue length = %d", waiting))
}

var clockBase = time.Now()

// nanotime is real time, whatever the host's clock is.
func nanotime() int64 { return int64(time.Since(clockBase)) }
