package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// The hand-over at SIGUSR2: the program is started anew, as this process was, and
// gets its listeners. When it says that it serves, this one ends as with SIGTERM;
// when it fails, nothing has happened.
//
// The new process gets a pipe as descriptor 3, the listeners as those that follow,
// and inheritVar, which is what they were asked for. Into the pipe it writes
// sayReady, or what is wrong.
const (
	inheritVar = "LUAWS_INHERIT"
	statusFD   = 3
	sayReady   = "ready"

	// readyTimeout is how long it may take to start.
	readyTimeout = time.Minute

	// claimTime is how long services may listen after that, where the process before did.
	claimTime = 10 * time.Second
)

// wanted is an inherited listener in inheritVar.
type wanted struct{ Network, Address string }

// heritage is what this process has from the one before, and what the next one
// gets from it.
var heritage struct {
	listeners
	status atomic.Pointer[os.File] // where the one before waits for an answer; nil: there is none
}

// startedIn is where the process was started: scripts can go elsewhere.
var startedIn, _ = os.Getwd()

// inherit takes what the process before has left. To be called once, before
// anything is opened and another program is started.
func inherit() error {
	text, ok := os.LookupEnv(inheritVar)
	if !ok {
		return nil
	}
	os.Unsetenv(inheritVar)
	var all []wanted
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return fmt.Errorf("%s, which luaws sets for itself: %w", inheritVar, err)
	}
	heritage.status.Store(inheritedFile(statusFD, "status"))
	for i, w := range all {
		f := inheritedFile(statusFD+1+i, w.Address)
		ln, err := net.FileListener(f)
		f.Close()
		if err != nil {
			return fmt.Errorf("the listener of %s, which luaws has from the process before: %w", w.Address, err)
		}
		heritage.inherited = append(heritage.inherited, &listener{Listener: ln, of: &heritage.listeners, network: w.Network, address: w.Address})
	}
	return nil
}

// ready tells the process before, if there is one, that this one serves.
func ready() {
	heritage.own()
	time.AfterFunc(claimTime, heritage.closeUnclaimed)
	if !answer(sayReady) {
		tellSupervisor("READY=1")
	}
}

// answer reports whether the process before has been told.
func answer(text string) bool {
	f := heritage.status.Swap(nil)
	if f == nil {
		return false
	}
	defer f.Close()
	_, err := io.WriteString(f, text)
	return err == nil
}

// handOver starts the new process, and returns its id when it serves. It is given
// up when ctx is done.
func handOver(ctx context.Context) (pid int, err error) {
	program, err := programFile()
	if err != nil {
		return 0, err
	}
	status, theirs, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer status.Close()
	cmd := exec.Command(program, os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Dir = startedIn
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.ExtraFiles = []*os.File{theirs}
	all := []wanted{}
	for _, l := range heritage.all() {
		f, err := copyOf(l.Listener)
		if err != nil {
			continue // it has just been closed
		}
		cmd.ExtraFiles = append(cmd.ExtraFiles, f)
		all = append(all, wanted{l.network, l.address})
	}
	text, err := json.Marshal(all)
	if err == nil {
		cmd.Env = append(os.Environ(), inheritVar+"="+string(text))
		err = cmd.Start()
	}
	for _, f := range cmd.ExtraFiles {
		f.Close()
	}
	if err != nil {
		return 0, err
	}
	if err := awaitReady(ctx, status); err != nil {
		cmd.Process.Kill()
		if end := cmd.Wait(); err == errSilent {
			err = fmt.Errorf("it has ended without a word (%w)", endOf(end))
		}
		return 0, fmt.Errorf("process %d: %w", cmd.Process.Pid, err)
	}
	return cmd.Process.Pid, nil
}

func endOf(err error) error {
	if err == nil {
		return errors.New("exit status 0")
	}
	return err
}

var errSilent = errors.New("the new process has ended without a word")

// awaitReady waits for what the new process says.
func awaitReady(ctx context.Context, status *os.File) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	said := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(io.LimitReader(status, 64<<10))
		said <- string(text)
	}()
	select {
	case text := <-said:
		switch text {
		case sayReady:
			return nil
		case "":
			return errSilent
		}
		return errors.New(text)
	case <-ctx.Done():
		if ctx.Err() == context.DeadlineExceeded {
			return fmt.Errorf("it wasn't ready within %s", readyTimeout)
		}
		return errors.New("given up")
	}
}

// programFile is the program as it was called: a name or a link that has since
// become that of another version means this one.
func programFile() (string, error) {
	name := os.Args[0]
	switch {
	case !strings.ContainsRune(name, filepath.Separator):
		return exec.LookPath(name)
	case filepath.IsAbs(name):
		return name, nil
	}
	return filepath.Join(startedIn, name), nil
}
