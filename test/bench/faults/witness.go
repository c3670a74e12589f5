//go:build linux

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
	"time"
)

// A figure is what a phase's round trips took.
type figure struct{ p50, p99 time.Duration }

func (f figure) String() string {
	ms := func(d time.Duration) string { return fmt.Sprintf("%.2f", float64(d)/1e6) }
	return ms(f.p50) + "/" + ms(f.p99) + "ms"
}

// A witness is a process that talks to the server all the time.
type witness struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

func startWitness(addr string) (*witness, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "-witness", addr)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &witness{cmd, in, bufio.NewReader(out)}, cmd.Start()
}

func (w *witness) stop() {
	w.in.Close()
	w.cmd.Wait()
}

// mark is the figure since the last mark.
func (w *witness) mark() (f figure, err error) {
	fmt.Fprintln(w.in)
	if _, err := fmt.Fscanln(w.out, &f.p50, &f.p99); err != nil {
		return f, errors.New("the witness has ended")
	}
	return f, nil
}

// beWitness is its program: a message each millisecond, one at a time, on a thread
// that blocks in the system calls, and so is not kept waiting by Go's scheduler.
func beWitness(addr string) error {
	c, err := dialWS(addr, "")
	if err != nil {
		return err
	}
	f, err := c.File()
	if err != nil {
		return err
	}
	fd := int(f.Fd()) // this makes it blocking
	var mu sync.Mutex
	var times []time.Duration
	failed := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		message := []byte(frame(text, "are you there?"))
		answer := make([]byte, len(message)-4)
		for {
			began := time.Now()
			if _, err := syscall.Write(fd, message); err != nil {
				failed <- err
				return
			}
			for got := 0; got < len(answer); {
				n, err := syscall.Read(fd, answer[got:])
				if n <= 0 {
					failed <- fmt.Errorf("the server has left: %v", err)
					return
				}
				got += n
			}
			mu.Lock()
			times = append(times, time.Since(began))
			mu.Unlock()
			time.Sleep(time.Millisecond)
		}
	}()
	marks := make(chan struct{})
	go func() {
		defer close(marks)
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			marks <- struct{}{}
		}
	}()
	for {
		select {
		case _, more := <-marks:
			if !more {
				return nil
			}
			mu.Lock()
			t := times
			times = nil
			mu.Unlock()
			if len(t) == 0 {
				t = []time.Duration{time.Hour}
			}
			slices.Sort(t)
			fmt.Println(int64(t[len(t)/2]), int64(t[len(t)*99/100]))
		case err := <-failed:
			return err
		}
	}
}

// Clients speak the protocol well enough to break it.

func dial(addr string) (*net.TCPConn, error) {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return nc.(*net.TCPConn), nil
}

const request = "GET / HTTP/1.1\r\nHost: faults\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

// dialWS is for a server that says nothing until it is spoken to.
func dialWS(addr, headers string) (*net.TCPConn, error) {
	c, err := dial(addr)
	if err != nil {
		return nil, err
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	io.WriteString(c, request+headers+"\r\n")
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err == nil && res.StatusCode != http.StatusSwitchingProtocols {
		err = fmt.Errorf("refused: %s", res.Status)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	c.SetDeadline(time.Time{})
	return c, nil
}

const (
	fin     = 0x80
	text    = fin | 1
	closing = fin | 8
	ping    = fin | 9
)

// frame is a short one, masked with zeros.
func frame(first byte, payload string) string {
	return string([]byte{first, 0x80 | byte(len(payload)), 0, 0, 0, 0}) + payload
}
