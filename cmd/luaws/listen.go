package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
)

// address is where serve listens: --host and --port.
type address struct {
	host string
	port int
}

func (a *address) addTo(fl *pflag.FlagSet) {
	under(fl, "Listener", a.add)
}

func (a *address) add(fl *pflag.FlagSet) {
	fl.StringVar(&a.host, "host", "0.0.0.0", "`ADDRESS` to listen on; unix:PATH for a unix socket, which has no port, and the permissions that the umask leaves")
	fl.IntVar(&a.port, "port", 8000, "port to listen on; 0 picks a free one")
}

func (a *address) check() error {
	switch path, isUnix := a.unix(); {
	case a.port < 0 || a.port > 65535:
		return fmt.Errorf("--port %d: must be from 0 to 65535", a.port)
	case isUnix && path == "":
		return errors.New("--host unix:: a path is needed: unix:/run/luaws.sock")
	}
	return nil
}

// unix is the path of a unix socket, if that is what --host names.
func (a *address) unix() (path string, ok bool) { return strings.CutPrefix(a.host, "unix:") }

// listener is that of the process before this one, or a new one.
func (a *address) listener() (net.Listener, error) {
	if path, ok := a.unix(); ok {
		return heritage.listen("unix", path, a.listen)
	}
	return heritage.listen("tcp", net.JoinHostPort(a.host, strconv.Itoa(a.port)), a.listen)
}

// listen opens the listener.
func (a *address) listen() (net.Listener, error) {
	if path, ok := a.unix(); ok {
		return listenUnix(path)
	}
	return net.Listen("tcp", net.JoinHostPort(a.host, strconv.Itoa(a.port)))
}

// url is how clients reach ln: ws://host:port, or ws+unix:path: as many clients
// write it. A path follows.
func (a *address) url(ln net.Listener, scheme string) string {
	if path, ok := a.unix(); ok {
		return scheme + "+unix:" + path + ":"
	}
	return scheme + "://" + net.JoinHostPort(a.host, strconv.Itoa(ln.Addr().(*net.TCPAddr).Port))
}
