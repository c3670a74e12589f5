package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"syscall"
)

// listenUnix listens on a unix socket. One that is left of a process that has
// ended is removed first. Who may connect is up to the umask and the directory.
// Closing the listener removes the file.
func listenUnix(path string) (net.Listener, error) {
	if !strings.HasPrefix(path, "@") { // Linux: a name, not a file
		if err := removeStale(path); err != nil {
			return nil, err
		}
	}
	ln, err := net.Listen("unix", path)
	if err != nil && len(path) > maxUnixPath {
		return nil, fmt.Errorf("%w (a unix socket's path may have about %d bytes)", err, maxUnixPath)
	}
	return ln, err
}

// maxUnixPath is what all systems can do.
const maxUnixPath = 103

// windowsRefused is WSAECONNREFUSED; what Windows calls ECONNREFUSED is another.
const windowsRefused = syscall.Errno(10061)

// removeStale removes a socket file that nobody answers on.
func removeStale(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().Type() != fs.ModeSocket:
		return fmt.Errorf("listen unix %s: the file exists and is no socket", path)
	}
	nc, err := net.Dial("unix", path)
	switch {
	case err == nil:
		nc.Close()
		return fmt.Errorf("listen unix %s: another process listens there", path)
	case errors.Is(err, fs.ErrNotExist): // its owner has just ended
		return nil
	case !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, windowsRefused):
		return fmt.Errorf("listen unix %s: the file exists, and whether somebody listens can't be told: %w", path, err)
	}
	return os.Remove(path)
}
