//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/luaws/luaws/test/bench/proc"
	"github.com/luaws/luaws/test/buffer"
)

const script = `
local skynet = require "skynet"
local class = require "class"
local ws = class("ws")
function ws:ctor(opt) self.ws = opt.ws end
function ws:on_open() skynet.error("opened") end
function ws:on_message(msg, type)
	if msg == "long" then msg = ("x"):rep(60000) end
	self.ws:send(msg, type == "binary")
end
function ws:on_error() end
function ws:on_close() skynet.error("closed") end
return ws
`

// build builds luaws.
func build(dir string) (program string, err error) {
	program = filepath.Join(dir, "luaws")
	cmd := exec.Command("go", "build", "-o", program, "github.com/luaws/luaws/cmd/luaws")
	cmd.Stderr = os.Stderr
	return program, cmd.Run()
}

// A server is a luaws process.
type server struct {
	cmd  *exec.Cmd
	addr string
	log  buffer.Buffer
}

var listening = regexp.MustCompile(`at ws://([^/]+)/`)

func startServer(dir, program string) (*server, error) {
	file := filepath.Join(dir, "ws.lua")
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		return nil, err
	}
	s := &server{cmd: exec.Command(program, "serve", "--script", file, "--host", "127.0.0.1", "--port", "0",
		"--workers", strconv.Itoa(*workers), "--send-queue", "256KB", "--handshake-timeout", "1s", "--compress")}
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	late := time.After(10 * time.Second)
	for {
		changed := s.log.Changed()
		if m := listening.FindStringSubmatch(s.log.String()); m != nil {
			s.addr = m[1]
			return s, nil
		}
		select {
		case <-changed:
		case <-late:
			s.stop()
			return nil, fmt.Errorf("luaws doesn't listen:\n%s", s.log.String())
		}
	}
}

func (s *server) stop() {
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

// counts are those of on_open and on_close.
func (s *server) counts() (opened, closed int) {
	log := s.log.String()
	return strings.Count(log, "] opened"), strings.Count(log, "] closed")
}

func (s *server) files() int {
	all, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.cmd.Process.Pid))
	return len(all)
}

// memory is what is resident, in bytes; 0: it has ended, as the witness will tell.
func (s *server) memory() int {
	n, _ := proc.Resident([]int{s.cmd.Process.Pid})
	return n
}

// watchMemory looks at the memory until it is asked for the most it has seen.
func (s *server) watchMemory() (peak func() int) {
	stop, most := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		for {
			n = max(n, s.memory())
			select {
			case <-stop:
				most <- n
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() int {
		close(stop)
		return <-most
	}
}

// beNice is for this process and those that it starts.
func beNice(n int) error {
	if n == 0 {
		return nil
	}
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, t := range tasks {
		id, _ := strconv.Atoi(t.Name())
		if err := syscall.Setpriority(syscall.PRIO_PROCESS, id, n); err != nil {
			return fmt.Errorf("nice %d: %w", n, err)
		}
	}
	return nil
}
