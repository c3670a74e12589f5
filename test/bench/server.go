//go:build linux

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// A server is one that is measured.
type server struct {
	name      string
	note      string // below the table: what it is
	scenarios []scenario
	longest   int    // bytes of a message that it takes; 0: any
	luaws     bool   // goals are for these
	mode      string // of luaws: isolated, worker, project

	// command starts it: it has to serve sc at addr (127.0.0.1:PORT), on any path, and
	// to stay in the foreground. dir is its own, and has all of scripts/. What the
	// program prints is the log, and shown if it fails; it has to say nothing of
	// single messages or connections. Processes that it starts are counted as its own.
	command func(sc scenario, addr, dir string) (*exec.Cmd, error)
}

func (s *server) does(sc scenario) bool { return slices.Contains(s.scenarios, sc) }

// has tells whether a row is measured of the server.
func (s *server) has(r *row) bool {
	return s.does(r.scenario) && (s.longest == 0 || r.size <= s.longest)
}

// isGo tells whether GOMAXPROCS means something to it.
func (s *server) isGo() bool { return s.luaws || s.name == base }

// withProcessors is the same server with GOMAXPROCS=n.
func (s *server) withProcessors(n int) *server {
	limited := *s
	limited.name = fmt.Sprintf("%s GOMAXPROCS=%d", s.name, n)
	limited.command = func(sc scenario, addr, dir string) (*exec.Cmd, error) {
		cmd, err := s.command(sc, addr, dir)
		if err == nil {
			cmd.Env = append(cmd.Environ(), fmt.Sprintf("GOMAXPROCS=%d", n))
		}
		return cmd, err
	}
	return &limited
}

// A process is a server that runs.
type process struct {
	*server
	sc   scenario
	addr string
	dir  string
	cmd  *exec.Cmd
	dead chan struct{}
}

// start returns when the server takes connections.
func (s *server) start(sc scenario) (*process, error) {
	dir, err := os.MkdirTemp("", "luaws-bench-")
	if err != nil {
		return nil, err
	}
	p := &process{server: s, sc: sc, dir: dir, dead: make(chan struct{})}
	if err := p.launch(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	for late := time.Now().Add(10 * time.Second); ; {
		nc, err := net.Dial("tcp", p.addr)
		if err == nil {
			nc.Close()
			return p, nil
		}
		select {
		case <-p.dead:
			err = fmt.Errorf("%s has ended: %v", s.name, p.cmd.ProcessState)
		case <-time.After(10 * time.Millisecond):
			if time.Now().Before(late) {
				continue
			}
			err = fmt.Errorf("%s doesn't listen: %w", s.name, err)
		}
		err = p.explain(err)
		p.stop()
		return nil, err
	}
}

func (p *process) launch() (err error) {
	if err := unpackScripts(p.dir); err != nil {
		return err
	}
	if p.addr, err = freeAddress(); err != nil {
		return err
	}
	if p.cmd, err = p.command(p.sc, p.addr, p.dir); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(p.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	p.cmd.Stdout, p.cmd.Stderr = log, log
	// What it starts is found, and ended, as a group. If this program is killed, so is it.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		p.cmd.Wait()
		close(p.dead)
	}()
	return nil
}

// stop ends it at once, and all that it has started.
func (p *process) stop() {
	syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.dead
	os.RemoveAll(p.dir)
}

// explain adds the end of the log to an error.
func (p *process) explain(err error) error {
	const most = 2000
	log, _ := os.ReadFile(filepath.Join(p.dir, "log"))
	if len(log) > most {
		log = append([]byte("..."), log[len(log)-most:]...)
	}
	if len(log) == 0 {
		return err
	}
	return fmt.Errorf("%w; its log:\n    %s", err, strings.ReplaceAll(strings.TrimSpace(string(log)), "\n", "\n    "))
}

// freeAddress is one that nobody listens at.
func freeAddress() (string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer ln.Close()
	return ln.Addr().String(), nil
}
