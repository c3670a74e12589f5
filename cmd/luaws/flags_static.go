package main

import (
	"fmt"
	"net/http"

	"github.com/spf13/pflag"

	"github.com/luaws/luaws/wsbridge"
)

// staticFlags are the directory whose files serve answers with, if any.
type staticFlags struct{ dir string }

func (f *staticFlags) addTo(fl *pflag.FlagSet) {
	fl.StringVar(&f.dir, "static", "", "`DIR` whose files answer GET and HEAD requests that ask for no websocket, index.html for a directory; without it they get 426")
}

// open is the handler of such requests, nil if there is none.
func (f *staticFlags) open() (http.Handler, error) {
	if f.dir == "" {
		return nil, nil
	}
	h, err := wsbridge.Files(f.dir)
	if err != nil {
		return nil, fmt.Errorf("--static: %w", err)
	}
	return h, nil
}
