package luahost

import "time"

// profile counts how long a task runs.
type profile struct {
	on    bool
	spent int64
	since int64 // when it began to run
}

// StartProfile begins to count how long the task runs, without the time that it
// is blocked; false: that was begun before. For code that the service runs.
func (t *Task) StartProfile() bool {
	if t.profile.on {
		return false
	}
	t.profile = profile{on: true, since: nanotime()}
	return true
}

// StopProfile ends the count; false: there is none.
func (t *Task) StopProfile() (spent time.Duration, ok bool) {
	p := t.profile
	t.profile = profile{}
	if p.on && t.s.current == t {
		p.spent += nanotime() - p.since
	}
	return time.Duration(p.spent), p.on
}
