package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/coder/websocket"
	"github.com/rogpeppe/go-internal/testscript"
)

const (
	roomSize = 20
	lines    = 5 // that each member says
)

// crowd has N clients of examples/skynet-gate talk in rooms: each hears
// everything that is said in its own, once and in order. Then they leave, each
// in one of four ways, until the watchdog has one agent left.
func crowd(ts *testscript.TestScript, neg bool, args []string) {
	check(ts, neg, args, 1, "crowd N")
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ctx, url := worldOf(ts).ctx, ts.Getenv("URL")

	members := make([]*member, n)
	everyone := func(f func(m *member) error) {
		results := make(chan error)
		for _, m := range members {
			go func() { results <- f(m) }()
		}
		var errs []error
		for range members {
			errs = append(errs, <-results)
		}
		running(ts).check(ts, errors.Join(errs...))
	}
	for i := range members {
		members[i] = &member{ctx: ctx, name: fmt.Sprint("guest", i), room: fmt.Sprint("room", i/roomSize)}
	}
	everyone(func(m *member) error { return m.arrive(url) })
	everyone((*member).talk)
	everyone((*member).leave)

	last := &member{ctx: ctx, name: "last", room: "empty"}
	running(ts).check(ts, last.arrive(url))
	defer last.conn.CloseNow()
	for count := n; count > 1; { // agents take their time
		answer, err := last.ask(request{Cmd: "count"})
		running(ts).check(ts, err)
		count = answer.Clients
	}
}

// member is a client of examples/skynet-gate.
type member struct {
	ctx        context.Context
	conn       *websocket.Conn
	name, room string
}

type request struct {
	Cmd  string `json:"cmd"`
	Name string `json:"name,omitempty"`
	Room string `json:"room,omitempty"`
	Text string `json:"text,omitempty"`
}

type event struct {
	Event, Name, Room, From, Text string
	Members, Clients              int
}

func (m *member) send(r request) error {
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return m.conn.Write(m.ctx, websocket.MessageText, text)
}

func (m *member) next() (e event, err error) {
	_, text, err := m.conn.Read(m.ctx)
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(text, &e)
}

func (m *member) ask(r request) (event, error) {
	if err := m.send(r); err != nil {
		return event{}, err
	}
	return m.next()
}

func (m *member) arrive(url string) (err error) {
	if m.conn, _, err = websocket.Dial(m.ctx, url, nil); err != nil {
		return err
	}
	if e, err := m.ask(request{Cmd: "say", Text: "too early"}); err != nil || e.Event != "error" {
		return fmt.Errorf("%s: %+v %w", m.name, e, err)
	}
	if e, err := m.ask(request{Cmd: "login", Name: m.name}); err != nil || e.Event != "welcome" || e.Name != m.name {
		return fmt.Errorf("%s: %+v %w", m.name, e, err)
	}
	if e, err := m.ask(request{Cmd: "join", Room: m.room}); err != nil || e.Event != "joined" || e.Room != m.room || e.Members < 1 || e.Members > roomSize {
		return fmt.Errorf("%s: %+v %w", m.name, e, err)
	}
	return nil
}

// talk says its lines, and hears those of all members of the room.
func (m *member) talk() error {
	for i := range lines {
		if err := m.send(request{Cmd: "say", Text: fmt.Sprint(i)}); err != nil {
			return err
		}
	}
	heard := map[string]int{}
	for range roomSize * lines {
		e, err := m.next()
		if err != nil {
			return err
		}
		if e.Event != "said" || e.Room != m.room || e.Text != fmt.Sprint(heard[e.From]) {
			return fmt.Errorf("%s has heard %d lines of %s, and then %+v", m.name, heard[e.From], e.From, e)
		}
		heard[e.From]++
	}
	if len(heard) != roomSize {
		return fmt.Errorf("%s has heard %v", m.name, heard)
	}
	return nil
}

func (m *member) leave() error {
	var i int
	fmt.Sscanf(m.name, "guest%d", &i)
	switch i % 4 {
	case 0:
		return m.conn.CloseNow()
	case 1:
		err := m.conn.Close(websocket.StatusNormalClosure, "enough")
		if websocket.CloseStatus(err) == websocket.StatusNoStatusRcvd { // as skynet answers
			return nil
		}
		return fmt.Errorf("%s closes: %w", m.name, err)
	case 2:
		defer m.conn.CloseNow()
		return m.conn.Write(m.ctx, websocket.MessageText, []byte(`{"cmd":`)) // and don't wait for what it says
	}
	if err := m.send(request{Cmd: "quit"}); err != nil {
		return err
	}
	_, err := m.next()
	var end websocket.CloseError
	if !errors.As(err, &end) || end.Code != websocket.StatusNormalClosure || end.Reason != "bye" {
		return fmt.Errorf("%s wants to quit: %w", m.name, err)
	}
	return nil
}
