package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// listenFlags are where serve listens: --host and --port.
type listenFlags struct {
	host string
	port int
}

func (f *listenFlags) addTo(fl *pflag.FlagSet) {
	under(fl, "Listener", f.add)
}

func (f *listenFlags) add(fl *pflag.FlagSet) {
	fl.StringVar(&f.host, "host", "0.0.0.0", "`ADDRESS` to listen on; unix:PATH for a unix socket, which has no port, and the permissions that the umask leaves")
	fl.IntVar(&f.port, "port", 8000, "port to listen on; 0 picks a free one")
}

func (f *listenFlags) check() error {
	switch path, isUnix := f.unix(); {
	case f.port < 0 || f.port > 65535:
		return fmt.Errorf("--port %d: must be from 0 to 65535", f.port)
	case isUnix && path == "":
		return errors.New("--host unix:: a path is needed: unix:/run/luaws.sock")
	}
	return nil
}

// unix is the path of a unix socket, if that is what --host names.
func (f *listenFlags) unix() (path string, ok bool) { return strings.CutPrefix(f.host, "unix:") }

// listener is that of the process before this one, or a new one.
func (f *listenFlags) listener() (net.Listener, error) {
	if path, ok := f.unix(); ok {
		return heritage.listen("unix", path, f.listen)
	}
	return heritage.listen("tcp", net.JoinHostPort(f.host, strconv.Itoa(f.port)), f.listen)
}

// listen opens the listener.
func (f *listenFlags) listen() (net.Listener, error) {
	if path, ok := f.unix(); ok {
		return listenUnix(path)
	}
	return wsbridge.Listen("tcp", net.JoinHostPort(f.host, strconv.Itoa(f.port)))
}

// url is how clients reach ln: ws://host:port, or ws+unix:path: as many clients
// write it. A path follows.
func (f *listenFlags) url(ln net.Listener, scheme string) string {
	if path, ok := f.unix(); ok {
		return scheme + "+unix:" + path + ":"
	}
	return scheme + "://" + net.JoinHostPort(f.host, strconv.Itoa(ln.Addr().(*net.TCPAddr).Port))
}
